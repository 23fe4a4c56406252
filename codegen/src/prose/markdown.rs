//! Texts of the spec in pages: Markdown is welcome in them, whatever acts on a reader is not.

use crate::shown::is_hidden;

/// A text within a page, behind other words of it: HTML in it is shown, and a link leads to a page or to nothing.
pub(super) fn text(words: &str) -> String {
    shown(words, false)
}

/// A text that begins a line of its own, so that blocks of code in it are blocks.
pub(super) fn block(words: &str) -> String {
    shown(words, true)
}

fn shown(words: &str, is_block: bool) -> String {
    let mut shown = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(at) = rest.find('`') {
        let (before, code) = rest.split_at(at);
        let length = code.len() - code.trim_start_matches('`').len();
        let end = if is_escaped(before) {
            None
        } else if is_block && length > 2 && begins_line(before, shown.is_empty()) {
            block_end(code, length)
        } else {
            span_end(code, length)
        };
        shown += &prose(before);
        let end = end.unwrap_or(length);
        shown += &code[..end];
        rest = &code[end..];
    }
    shown + &prose(rest)
}

/// Whether a backslash takes its meaning from what comes next.
fn is_escaped(before: &str) -> bool {
    before.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}

/// Whether what comes next is the first on its line. Four spaces before it would make it code of another kind.
fn begins_line(before: &str, is_first: bool) -> bool {
    let line = before.trim_end_matches(' ');
    before.len() - line.len() < 4 && (line.ends_with('\n') || line.is_empty() && is_first)
}

/// Where a block of code ends that begins with so many backticks: behind a line of at least as many. Nothing if it has no end, or is
/// none: then what looks like it is read as it would be on a line.
fn block_end(code: &str, length: usize) -> Option<usize> {
    let mut at = code.find('\n')? + 1;
    if code[length..at].contains('`') {
        return None;
    }
    for line in code[at..].split_inclusive('\n') {
        at += line.len();
        let ticks = line.trim();
        if ticks.len() >= length && ticks.bytes().all(|byte| byte == b'`') {
            return Some(at);
        }
    }
    None
}

/// Where code on a line ends that begins with so many backticks: behind as many. Nothing if it is none; a bar in it may end the cell of a
/// table, and the code with it.
fn span_end(code: &str, length: usize) -> Option<usize> {
    let mut at = length;
    while let Some(next) = code[at..].find(['`', '\n']).filter(|next| code.as_bytes()[at + next] == b'`') {
        let rest = &code[at + next..];
        let run = rest.len() - rest.trim_start_matches('`').len();
        at += next + run;
        if run == length {
            return Some(at).filter(|at| !code[..*at].contains('|'));
        }
    }
    None
}

/// The same in a table, where a bar ends the cell, and so does the end of the line.
pub(super) fn cell(words: &str) -> String {
    text(words).replace('|', "\\|").replace(['\n', '\r'], " ")
}

/// A name as it is, on one line: nothing in it is Markdown.
pub(super) fn name(name: &str) -> String {
    let mut shown = String::new();
    for (at, letter) in name.char_indices() {
        let begins_entity =
            || name[at + 1..].starts_with(|next: char| next.is_ascii_alphanumeric() || next == '#');
        match letter {
            letter if is_hidden(letter) => shown.push(' '),
            '&' if !begins_entity() => shown.push('&'),
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '|' | '&' | '~' | '#' | '!' => {
                shown.extend(['\\', letter]);
            }
            letter => shown.push(letter),
        }
    }
    shown
}

/// An argument of a command in a POSIX shell.
pub(super) fn argument(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./:=,@%+".contains(&byte);
    if !text.is_empty() && text.bytes().all(is_plain) {
        return text.to_owned();
    }
    // What is not printable would be one thing to the eye and another to the shell.
    let shown: String = text.chars().map(|letter| if is_hidden(letter) { ' ' } else { letter }).collect();
    format!("'{}'", shown.replace('\'', r"'\''"))
}

/// A matcher of amtool, as an argument: <https://prometheus.io/docs/alerting/latest/configuration/#matcher>.
pub(super) fn matcher(label: &str, value: &str) -> String {
    let is_word = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if is_word && !value.is_empty() {
        return format!("{label}={value}");
    }
    let quoted = value.replace('\\', r"\\").replace('"', "\\\"").replace('\n', r"\n");
    argument(&format!("{label}=\"{quoted}\""))
}

fn prose(text: &str) -> String {
    let mut without_html = String::with_capacity(text.len());
    for (at, letter) in text.char_indices() {
        // A backslash before one that is escaped already would take that away.
        if letter == '<' && !is_escaped(&text[..at]) {
            without_html.push('\\');
        }
        without_html.push(letter);
    }
    let text = without_html;
    let mut shown = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("](").into_iter().chain(rest.find("]:")).min() {
        let (before, link) = rest.split_at(at);
        let (mark, target) = link.split_at(2);
        shown.push_str(before);
        shown.push(']');
        if !leads_to_a_page(target) {
            shown.push('\\');
        }
        shown.push_str(&mark[1..]);
        rest = target;
    }
    shown + rest
}

/// Whether a link may lead there: to a page, a mailbox, or a place in this repository. What is written with entities or backslashes
/// reads as something else than it says.
fn leads_to_a_page(target: &str) -> bool {
    let target = target.trim_start();
    let end = target.find([')', ' ', '\n', '\t']).unwrap_or(target.len());
    let target = target[..end].to_ascii_lowercase();
    let is_page = ["http://", "https://", "mailto:"].iter().any(|scheme| target.starts_with(scheme));
    is_page || !target.contains([':', '&', '\\'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_pages_or_nowhere() {
        for kept in [
            "[a](https://b.example/c:d)",
            "see [a](docs/b.md#c) [e]( http://f)",
            "[m](mailto:a@b.example)",
            "a]: b",
        ] {
            assert_eq!(text(kept), kept);
        }
        for (written, shown) in [
            ("[x](javascript:alert(1))", r"[x]\(javascript:alert(1))"),
            ("[x]( JavaScript:alert(1))", r"[x]\( JavaScript:alert(1))"),
            ("[x](javascript&#58;alert(1))", r"[x]\(javascript&#58;alert(1))"),
            (r"[x](javascript\:alert(1))", r"[x]\(javascript\:alert(1))"),
            ("[x](<javascript:alert(1)>)", r"[x]\(\<javascript:alert(1)>)"),
            ("[x]: data:text/html,y", r"[x]\: data:text/html,y"),
            ("![x](vbscript:y) [z](https://z)", r"![x]\(vbscript:y) [z](https://z)"),
        ] {
            assert_eq!(text(written), shown);
        }
        assert_eq!(text("`[x](javascript:y)`"), "`[x](javascript:y)`");
    }

    #[test]
    fn html_is_shown_unless_it_is_code() {
        for code in
            ["`<b>`", "`` ` <b> ``", "a `<b>` c `<d>`", "```\na < b\n```\n", "x\n```sh\n`<b>`\n```\ny"]
        {
            assert_eq!(block(code), code);
        }
        for (written, shown) in [
            ("<b>", r"\<b>"),
            ("`<b>", r"`\<b>"),
            ("`a` `<b>", r"`a` `\<b>"),
            (r"\`<b>`", r"\`\<b>`"),
            ("`\n\n<b>`", "`\n\n\\<b>`"),
            ("`` <b> `", r"`` \<b> `"),
            ("```\n<b>", "```\n\\<b>"),
            // Somebody's own backslash.
            (r"\<b>", r"\<b>"),
            (r"\\<b>", r"\\\<b>"),
            // No blocks: too far from the left, a tick behind the first ticks, a bar that ends a cell.
            ("a\n\n    ```\n<b>\n    ```\n", "a\n\n    ```\n\\<b>\n    ```\n"),
            ("```a`\n<b>\n```\n", "```a`\n\\<b>\n```\n"),
            ("`a|<b>`", r"`a|\<b>`"),
        ] {
            assert_eq!(block(written), shown);
        }
        // Behind other words nothing begins a block.
        assert_eq!(text("```\n<b>\n```\n"), "```\n\\<b>\n```\n");
    }

    #[test]
    fn names_are_text() {
        assert_eq!(name("a](x) | <b>\n`c`"), r"a\](x) \| \<b\> \`c\`");
        assert_eq!(name("Usage & Costs &lt;"), r"Usage & Costs \&lt;");
        assert_eq!(name("HighErrorRate_2"), "HighErrorRate_2");
    }

    #[test]
    fn commands_have_one_argument() {
        assert_eq!(matcher("alertname", "HighErrors"), "alertname=HighErrors");
        assert_eq!(matcher("alertname", "High errors $(rm) `x`"), r#"'alertname="High errors $(rm) `x`"'"#);
        assert_eq!(matcher("alertname", "it's \"x\""), r#"'alertname="it'\''s \"x\""'"#);
        assert_eq!(argument("a\u{1b}b"), "'a b'");
    }
}
