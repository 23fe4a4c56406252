/// How the generator is started in the project of a spec: what stands before its commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command(String);

impl Command {
    /// From what stands before a command: `gaugewright`, `cargo run -p codegen --`.
    pub(crate) fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The program, to be followed by a command and its arguments.
    pub fn program(&self) -> &str {
        &self.0
    }

    /// What writes everything that follows from the spec.
    pub fn generate(&self) -> String {
        match self.0.strip_suffix(" --") {
            // Told nothing, the program generates.
            Some(alone) => alone.to_owned(),
            None => format!("{} generate", self.0),
        }
    }
}

impl Default for Command {
    fn default() -> Self {
        Self::new("gaugewright")
    }
}
