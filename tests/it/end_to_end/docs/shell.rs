//! Commands on pages. A real shell runs every block, with stand-ins for the programs that write down how they were called; then each call
//! is judged: by the program itself, as far as that is possible without a cluster, or by a server that this test starts.

mod calls;
mod servers;

use std::process::Command;

use calls::Call;
use servers::Servers;

use super::markdown::{blocks, pages};
use crate::end_to_end::{tool, workspace};
use crate::programs;

/// Where nobody listens.
const NOBODY: &str = "http://127.0.0.1:1";

/// Programs whose calls are not judged, with the reason.
const UNJUDGED: [(&str, &str); 16] = [
    ("apt", "the system's: `scripts/tools` installs the same packages"),
    ("base64", "the system's"),
    ("cp", "the system's"),
    ("docker", "there are no containers here: `it_is_a_compose_file` and its neighbours read the file"),
    ("git", "a project of its own"),
    ("helm", "not a program of the registries: `autoscaling` looks at the values"),
    ("htpasswd", "asks for a password"),
    ("install", "the system's"),
    ("mkdir", "the system's, and run"),
    ("mktemp", "the system's, and run"),
    ("openssl", "the system's"),
    ("rm", "the system's"),
    ("bench", "ours: it takes an hour"),
    ("load", "ours: it takes minutes"),
    ("test", "ours: it runs this test"),
    ("tools", "ours: it has run before this test"),
];

#[test]
fn commands_are_understood() {
    let pages = pages();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let servers = Servers::start(folder.path());
    let (mut wrong, mut judged) = (Vec::new(), 0);
    for block in blocks(&pages, "sh") {
        for call in calls::of(&block) {
            judged += 1;
            wrong.extend(judge(&call, &servers).err().map(|why| format!("{block}: {call}\n{why}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(judged > 80, "{judged} calls");
}

fn judge(call: &Call, servers: &Servers) -> Result<(), String> {
    let generated = call.arguments.iter().filter(|word| word.starts_with("monitoring/"));
    if let Some(gone) = generated.into_iter().find(|path| !call.folder.join(path).exists()) {
        return Err(format!("there is no {gone}"));
    }
    match call.program.as_str() {
        // What needs no Alertmanager.
        "amtool" if ["config", "template"].contains(&call.arguments[0].as_str()) => {
            let output = tool::run(call.again("amtool").current_dir(workspace::root()));
            if output.succeeded() { Ok(()) } else { Err(output.to_string()) }
        }
        "amtool" => {
            let mut amtool = call.again("amtool");
            expect(amtool.arg(format!("--alertmanager.url={NOBODY}")), "connection refused")
        }
        "cargo" => judge_cargo(call),
        "curl" => servers.judge(call),
        "gaugewright" => judge_gaugewright(&call.arguments),
        "kubectl" => {
            let mut kubectl = call.again("kubectl");
            // A configuration that names no cluster.
            kubectl.env("KUBECONFIG", "/dev/null");
            expect(kubectl.arg(format!("--server={NOBODY}")), "refused")
        }
        "prometheus" => {
            let config = call.arguments[0].strip_prefix("--config.file=").ok_or("no configuration")?;
            let mut promtool = tool::command("promtool");
            let output = tool::run(promtool.current_dir(&call.folder).args(["check", "config", config]));
            if output.succeeded() { Ok(()) } else { Err(output.to_string()) }
        }
        "promtool" => {
            // One file will do: `promtool_passes_the_tests_of_every_alert` runs all, and that takes its time.
            let mut promtool = tool::command("promtool");
            let output = tool::run(promtool.current_dir(&call.folder).args(call.arguments.iter().take(3)));
            if output.succeeded() { Ok(()) } else { Err(output.to_string()) }
        }
        other if UNJUDGED.iter().any(|(name, _)| *name == other) => Ok(()),
        _ => Err("nobody judges this program: see `UNJUDGED`".to_owned()),
    }
}

/// What the program says has to contain this: it has understood its arguments, and then found nobody.
fn expect(command: &mut Command, words: &str) -> Result<(), String> {
    let output = tool::run(command);
    if format!("{}{}", output.stdout, output.stderr).contains(words) {
        Ok(())
    } else {
        Err(output.to_string())
    }
}

fn judge_cargo(call: &Call) -> Result<(), String> {
    let words: Vec<&str> = call.arguments.iter().map(String::as_str).collect();
    let rest = words.iter().position(|word| *word == "--").map_or(&[][..], |at| &words[at + 1..]);
    match words.get(..3) {
        Some(["run", "-p", "codegen"]) => {
            judge_gaugewright(&rest.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
        }
        // The newcomer of `end_to_end::newcomer` does this, and `cargo run` in his own crate.
        Some(["install", "--locked", "--path"]) if words[3..] == ["gaugewright/codegen"] => Ok(()),
        _ if words == ["new", "shop"] || words == ["run"] => Ok(()),
        // Started with these arguments by the tests of `harvester` and `up`.
        Some(["run", "-p", "harvester"]) if rest.contains(&"--demo") => Ok(()),
        _ => Err("no command of this workspace".to_owned()),
    }
}

/// In a folder without a spec it does no more than to read its arguments, or answers without one.
fn judge_gaugewright(arguments: &[String]) -> Result<(), String> {
    let empty = tempfile::tempdir().expect("a temporary folder");
    let mut program = Command::new(programs::gaugewright());
    let output = tool::run(program.current_dir(empty.path()).args(arguments));
    // Files that guides speak of are not there either.
    let missing = [
        "metrics-spec.yaml does not exist",
        "cannot be read: No such file or directory",
        "there is no file and no folder",
        "is neither a file nor a folder nor a commit of git here",
    ];
    let understood = output.succeeded() || missing.iter().any(|words| output.stderr.contains(words));
    if understood { Ok(()) } else { Err(output.to_string()) }
}

#[test]
fn a_mistake_in_a_command_is_noticed() {
    let call = |program: &str, arguments: &[&str]| Call {
        program: program.to_owned(),
        arguments: arguments.iter().map(|word| (*word).to_owned()).collect(),
        folder: workspace::root(),
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let servers = Servers::none(folder.path());
    for (wrong, right) in [
        (call("kubectl", &["aply", "-k", "x"]), call("kubectl", &["get", "pods"])),
        (call("kubectl", &["get", "pods", "--no-such-flag"]), call("kubectl", &["version"])),
        (call("amtool", &["silense"]), call("amtool", &["silence", "query"])),
        (
            call("kubectl", &["apply", "-k", "monitoring/no-such"]),
            call("kubectl", &["diff", "-k", "monitoring/k8s/base"]),
        ),
        (call("gaugewright", &["verify"]), call("gaugewright", &["list"])),
        (call("gaugewright", &["chek"]), call("gaugewright", &["check"])),
        (call("wget", &[]), call("git", &["diff"])),
    ] {
        assert!(judge(&wrong, &servers).is_err(), "{wrong}");
        assert_eq!(judge(&right, &servers), Ok(()));
    }
}
