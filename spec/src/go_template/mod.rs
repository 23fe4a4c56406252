//! The template language of Prometheus: what it refuses of a text when it loads a rule file, and the whole file with it.
//!
//! As Go's `text/template/parse` reads it, with the functions of `template/template.go` of Prometheus 3.

mod lex;

use crate::suggest;
use crate::template::TemplateError;
use lex::{Action, Kind, Token};

/// What each text may name: Prometheus defines these before it.
const VARIABLES: [&str; 5] = ["$", "$labels", "$value", "$externalLabels", "$externalURL"];

/// Functions of Go and of Prometheus.
#[rustfmt::skip] // One a line would fill two screens.
const FUNCTIONS: [&str; 49] = [
    "and", "call", "eq", "ge", "gt", "html", "index", "js", "le", "len", "lt", "ne", "not", "or", "print", "printf",
    "println", "slice", "urlquery",
    "args", "externalURL", "first", "graphLink", "humanize", "humanize1024", "humanizeDuration",
    "humanizePercentage", "humanizeTimestamp", "label", "match", "now", "parseDuration", "pathPrefix", "query",
    "reReplaceAll", "safeHtml", "sortByLabel", "stripDomain", "stripPort", "strvalue", "tableLink", "title", "tmpl",
    "toDuration", "toLower", "toTime", "toUpper", "urlQueryEscape", "value",
];

/// What vmalert, which reads the same rules, has more.
#[rustfmt::skip]
const OF_OTHERS: [&str; 16] = [
    "crlfEscape", "formatTime", "htmlEscape", "jsonEscape", "parseDurationTime", "pathEscape", "queryEscape",
    "quotesEscape", "$activeAt", "$alertID", "$expr", "$for", "$groupID", "$interval", "$isPartial", "$type",
];

/// Commands that others may stand in, up to `end`.
const BLOCKS: [&str; 5] = ["if", "with", "range", "define", "block"];

/// Why Prometheus would not read a text, and where in it.
pub(crate) fn check(text: &str) -> Result<(), TemplateError> {
    let mut reader =
        Reader { text, blocks: Vec::new(), variables: VARIABLES.iter().chain(&OF_OTHERS).copied().collect() };
    for action in lex::actions(text)? {
        reader.action(&action)?;
    }
    match reader.blocks.pop() {
        None => Ok(()),
        Some(open) => {
            let message = format!("this `{}` is never closed: `{{{{ end }}}}` is missing", open.command);
            Err(TemplateError { message, start: open.start, end: open.end })
        }
    }
}

/// A command that waits for its `end`.
struct Block<'t> {
    command: &'t str,
    start: usize,
    end: usize,
    has_else: bool,
    /// How many variables are known again behind it.
    known: usize,
    /// The variables that it does not see.
    unseen: Vec<&'t str>,
}

struct Reader<'t> {
    text: &'t str,
    blocks: Vec<Block<'t>>,
    variables: Vec<&'t str>,
}

/// What was read of a pipeline, or of a part in parentheses.
#[derive(Default)]
struct Stage {
    /// How many commands came before.
    commands: usize,
    /// How many values the command has.
    values: usize,
}

impl<'t> Reader<'t> {
    fn of(&self, token: &Token) -> &'t str {
        &self.text[token.start..token.end]
    }

    fn action(&mut self, action: &Action) -> Result<(), TemplateError> {
        let whole = Token { kind: Kind::Word, start: action.start, end: action.end };
        let Some((first, rest)) = action.tokens.split_first() else {
            return wrong(&whole, "nothing stands between these braces");
        };
        let command = if first.kind == Kind::Word { self.of(first) } else { "" };
        match command {
            "end" => self.end(first, rest),
            "else" => self.otherwise(first, rest),
            "break" | "continue" if rest.is_empty() => {
                let is_within = self.blocks.iter().any(|block| block.command == "range");
                if is_within { Ok(()) } else { wrong(first, format!("`{command}` stands in no `range`")) }
            }
            "template" => self.named(first, rest).map(drop),
            _ if BLOCKS.contains(&command) => self.begin(command, first, rest),
            _ => self.pipeline(&whole, &action.tokens, false),
        }
    }

    fn begin(&mut self, command: &'t str, first: &Token, rest: &[Token]) -> Result<(), TemplateError> {
        let (mut known, mut unseen) = (self.variables.len(), Vec::new());
        match command {
            "define" => {
                if !self.blocks.is_empty() {
                    return wrong(first, "`define` stands within another command");
                }
                if let Some(other) = self.named(first, rest)?.first() {
                    return wrong(other, "`define` has a name, and nothing else");
                }
            }
            "block" if self.named(first, rest)?.is_empty() => {
                return wrong(first, "`block` needs a value behind its name");
            }
            "block" => {}
            _ => self.pipeline(first, rest, command == "range")?,
        }
        // They do not see what is outside of them.
        if ["define", "block"].contains(&command) {
            (known, unseen) = (0, std::mem::replace(&mut self.variables, vec!["$"]));
        }
        let Token { start, end, .. } = *first;
        self.blocks.push(Block { command, start, end, has_else: false, known, unseen });
        Ok(())
    }

    /// What follows the name of a template.
    fn named<'k>(&mut self, first: &Token, rest: &'k [Token]) -> Result<&'k [Token], TemplateError> {
        match rest.split_first() {
            Some((name, rest)) if name.kind == Kind::Text => {
                if !rest.is_empty() {
                    self.pipeline(first, rest, false)?;
                }
                Ok(rest)
            }
            _ => wrong(first, format!("`{}` needs a name in quotes", self.of(first))),
        }
    }

    fn end(&mut self, first: &Token, rest: &[Token]) -> Result<(), TemplateError> {
        if let Some(other) = rest.first() {
            return wrong(other, "nothing may stand behind `end`");
        }
        let Some(block) = self.blocks.pop() else {
            return wrong(first, "this `end` closes nothing");
        };
        self.variables.truncate(block.known);
        self.variables.extend(block.unseen);
        Ok(())
    }

    fn otherwise(&mut self, first: &Token, rest: &[Token]) -> Result<(), TemplateError> {
        let is_open =
            |block: &&mut Block<'_>| !block.has_else && ["if", "with", "range"].contains(&block.command);
        let Some(block) = self.blocks.last_mut().filter(is_open) else {
            return wrong(first, "this `else` belongs to nothing");
        };
        let Some((next, rest)) = rest.split_first() else {
            block.has_else = true;
            return Ok(());
        };
        // `else if` and `else with` go on.
        if self.text[next.start..next.end] != *block.command || block.command == "range" {
            return wrong(next, "nothing but the same command may stand behind `else`");
        }
        self.pipeline(next, rest, false)
    }

    /// Reads values and functions; of a `range` it may begin with two variables.
    fn pipeline(&mut self, whole: &Token, tokens: &[Token], is_range: bool) -> Result<(), TemplateError> {
        let (declared, mut tokens) = declared(tokens, is_range);
        let mut stages = vec![Stage::default()];
        let mut before: Option<&Token> = None;
        while let Some((token, rest)) = tokens.split_first() {
            tokens = rest;
            self.apart(before.replace(token), token)?;
            let depth = stages.len();
            let Some(stage) = stages.last_mut() else { break };
            match token.kind {
                Kind::Open => stages.push(Stage::default()),
                Kind::Close => {
                    if stage.values == 0 || depth == 1 {
                        return wrong(token, "this closes nothing");
                    }
                    stages.pop();
                    if let Some(outer) = stages.last_mut() {
                        outer.values += 1;
                    }
                }
                Kind::Pipe => {
                    if stage.values == 0 {
                        return wrong(token, "a value is missing before this");
                    }
                    *stage = Stage { commands: stage.commands + 1, values: 0 };
                }
                _ => {
                    let is_called = stage.commands > 0 && stage.values == 0;
                    stage.values += 1;
                    self.value(token, is_called)?;
                }
            }
        }
        match stages.as_slice() {
            [Stage { commands: 0, values: 0 }] => wrong(whole, "a value is missing here"),
            [_] => {
                self.variables.extend(declared.iter().map(|token| &self.text[token.start..token.end]));
                Ok(())
            }
            _ => wrong(whole, "a parenthesis is never closed: `)` is missing"),
        }
    }

    /// There is space between values, and what stands behind a dot belongs to what stands before.
    fn apart(&self, before: Option<&Token>, token: &Token) -> Result<(), TemplateError> {
        let ends =
            |before: &&Token| before.end == token.start && !matches!(before.kind, Kind::Open | Kind::Pipe);
        let Some(before) = before.filter(ends) else { return Ok(()) };
        let has_fields = matches!(before.kind, Kind::Variable | Kind::Field | Kind::Word | Kind::Close);
        match token.kind {
            Kind::Pipe | Kind::Close | Kind::Comma | Kind::Assign | Kind::Declare => Ok(()),
            Kind::Field if has_fields => Ok(()),
            Kind::Dot => wrong(token, "a name is missing behind this dot"),
            _ => wrong(token, format!("a space is missing before `{}`", self.of(token))),
        }
    }

    /// A value of a command; it is called with the result of another if it stands first behind `|`.
    fn value(&self, token: &Token, is_called: bool) -> Result<(), TemplateError> {
        let name = self.of(token);
        let near = |known: &[&str]| {
            let known = known.iter().copied().filter(|known| !OF_OTHERS.contains(known));
            suggest::did_you_mean(name, known).map(|offer| format!("; {offer}")).unwrap_or_default()
        };
        match token.kind {
            Kind::Variable if self.variables.contains(&name) => Ok(()),
            Kind::Variable => {
                wrong(token, format!("there is no variable `{name}` here{}", near(&self.variables)))
            }
            Kind::Word if ["true", "false", "nil"].contains(&name) && !is_called => Ok(()),
            Kind::Word if FUNCTIONS.contains(&name) || OF_OTHERS.contains(&name) => Ok(()),
            Kind::Word => wrong(token, format!("there is no function `{name}`{}", near(&FUNCTIONS))),
            Kind::Text | Kind::Number | Kind::Dot if is_called => {
                wrong(token, "only a function can stand behind `|`")
            }
            Kind::Field | Kind::Text | Kind::Number | Kind::Dot => Ok(()),
            _ => wrong(token, format!("`{name}` cannot stand here")),
        }
    }
}

/// The variables that a pipeline gives a value, and what follows. A `range` may give two of them one.
fn declared(tokens: &[Token], is_range: bool) -> (Vec<&Token>, &[Token]) {
    use Kind::{Assign, Comma, Declare, Variable};
    let kinds: Vec<Kind> = tokens.iter().take(4).map(|token| token.kind).collect();
    match kinds.as_slice() {
        [Variable, Declare | Assign, ..] => (vec![&tokens[0]], &tokens[2..]),
        [Variable, Comma, Variable, Declare | Assign] if is_range => {
            (vec![&tokens[0], &tokens[2]], &tokens[4..])
        }
        _ => (Vec::new(), tokens),
    }
}

fn wrong<T>(token: &Token, message: impl Into<String>) -> Result<T, TemplateError> {
    Err(TemplateError { message: message.into(), start: token.start, end: token.end })
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn what_prometheus_reads_is_read() {
        for text in [
            "",
            "no braces } here {",
            "{{ $labels.instance }}: {{ $value | humanizePercentage | printf \"%s\" }}",
            "{{- /* a comment }} */ -}} {{ .Labels.job -}}\n{{- .Value }}",
            "{{ if gt $value 5.0 }}a{{ else if (and (eq $labels.a \"}}\") true) }}b{{ else }}c{{ end }}",
            "{{ with query \"up == 0\" }}{{ . | first | value }}{{ else with $labels }}{{ . }}{{ end }}",
            "{{ range $i, $e := query `up` }}{{ $i }}{{ $e.Labels.job }}{{ break }}{{ else }}none{{ end }}",
            "{{ $x := 5 }}{{ $x = 0x1F }}{{ if $y := $x }}{{ $y }}{{ end }}{{ $x }}",
            "{{ define \"a\" }}{{ .a }}{{ $ }}{{ end }}{{ template \"a\" (args $labels 'x' -1.5e-3) }}",
            "{{ (query \"up\" | first).Value }}{{ $externalURL }}{{ externalURL }}{{ $activeAt }}{{ queryEscape \"a\" }}",
        ] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn what_prometheus_refuses_is_told() {
        for (text, part, message) in [
            ("a {{ $labels.x }", "}", "one brace closes nothing: write `}}`"),
            ("{{ $value", "{", "this is never closed: `}}` is missing"),
            ("{{ }}", "{{ }}", "nothing stands between these braces"),
            ("{{ foo }}", "foo", "there is no function `foo`"),
            (
                "{{ $value | humanise }}",
                "humanise",
                "there is no function `humanise`; did you mean `humanize`?",
            ),
            ("{{ $lables.x }}", "$lables", "there is no variable `$lables` here; did you mean `$labels`?"),
            ("{{ $labels.job-name }}", "-", "`-` cannot be part of a name"),
            ("{{ $value % 2 }}", "%", "`%` cannot stand here"),
            ("{{ if $value }}a", "if", "this `if` is never closed: `{{ end }}` is missing"),
            ("{{ if }}a{{ end }}", "if", "a value is missing here"),
            ("a{{ end }}", "end", "this `end` closes nothing"),
            ("{{ else }}", "else", "this `else` belongs to nothing"),
            ("{{ if $value }}{{ else }}{{ else }}{{ end }}", "else", "this `else` belongs to nothing"),
            ("{{ range $x := query \"up\" }}{{ end }}{{ $x }}", "$x", "there is no variable `$x` here"),
            ("{{ query \"up }}", "\"", "this text is never closed: `\"` is missing"),
            ("{{ (query \"up\" }}", "{{ (query \"up\" }}", "a parenthesis is never closed: `)` is missing"),
            ("{{ $value | 5 }}", "5", "only a function can stand behind `|`"),
            ("{{ $value, 5 }}", ",", "`,` cannot stand here"),
            ("{{ | humanize }}", "|", "a value is missing before this"),
            ("{{ $labels. }}", ".", "a name is missing behind this dot"),
            ("{{ .$labels }}", "$labels", "a space is missing before `$labels`"),
            ("{{ printf \"%d\"(1) }}", "(", "a space is missing before `(`"),
            ("{{ 12a }}", "1", "`12a` is not a valid number"),
            ("{{ template a }}", "template", "`template` needs a name in quotes"),
            ("{{ block \"a\" . }}{{ $labels.x }}{{ end }}", "$labels", "there is no variable `$labels` here"),
            ("{{ block \"a\" }}{{ end }}", "block", "`block` needs a value behind its name"),
            ("{{ break }}", "break", "`break` stands in no `range`"),
            ("{{ /* a */ }}", "/", "`/` cannot stand here"),
            ("{{/* a */ b}}", " ", "a comment fills all of its braces: `}}` is missing here"),
        ] {
            let error = check(text).expect_err(text);
            assert_eq!((&text[error.start..error.end], error.message.as_str()), (part, message), "{text}");
        }
    }
}
