//! What is typed at a prompt, and whether what came of it is what the guide shows.

/// One command and what the guide shows for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// The command, over several lines perhaps.
    pub command: String,
    /// The lines it prints.
    pub shown: Vec<String>,
}

/// The commands of a `console` block.
pub fn typed(text: &str) -> Vec<Typed> {
    let mut all: Vec<Typed> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("$ "), all.last_mut()) {
            (_, Some(last)) if goes_on(&last.command) && last.shown.is_empty() => {
                last.command.push('\n');
                last.command.push_str(line);
            }
            (Some(command), _) => all.push(Typed { command: command.to_owned(), shown: Vec::new() }),
            (None, Some(last)) => last.shown.push(line.to_owned()),
            (None, None) => {}
        }
    }
    all
}

/// Whether a command is not whole yet: its line is broken, or a quote is open.
fn goes_on(command: &str) -> bool {
    command.ends_with('\\') || command.matches('\'').count() % 2 == 1
}

/// How what was printed differs from what is shown.
pub fn complaints(typed: &Typed, printed: &[String]) -> Option<String> {
    let whole = typed.shown.last().is_none_or(|last| last.trim() != "…");
    let shown = if whole { &typed.shown[..] } else { &typed.shown[..typed.shown.len() - 1] };
    let long_enough = if whole { printed.len() == shown.len() } else { printed.len() >= shown.len() };
    if long_enough && shown.iter().zip(printed).all(|(shown, printed)| is_as(shown, printed)) {
        return None;
    }
    Some(format!("$ {}\nshown:\n{}\nprinted:\n{}", typed.command, typed.shown.join("\n"), printed.join("\n")))
}

/// Whether a line is as it is shown, where `…` stands for anything.
fn is_as(shown: &str, printed: &str) -> bool {
    let mut parts = shown.split('…');
    let Some(mut rest) = parts.next().and_then(|first| printed.strip_prefix(first)) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, between)) = parts.split_last() else { return rest.is_empty() };
    for part in between {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_goes_on_over_broken_lines_and_open_quotes() {
        let block = "$ one \\\n    two\nout\n$ three '{\n  }' four\n$ five";

        let commands: Vec<String> = typed(block).into_iter().map(|typed| typed.command).collect();

        assert_eq!(commands, ["one \\\n    two", "three '{\n  }' four", "five"]);
        assert_eq!(typed(block)[0].shown, ["out"]);
    }

    #[test]
    fn an_ellipsis_stands_for_anything_in_a_line_and_for_any_lines_at_the_end() {
        assert!(is_as("[…,\"a\"]", "[17,\"a\"]"));
        assert!(is_as("a…c…e", "abcde"));
        assert!(!is_as("a…c", "abd"));
        assert!(!is_as("a", "ab"));
        let shown = Typed { command: "ls".into(), shown: vec!["a".into(), "…".into()] };
        assert_eq!(complaints(&shown, &["a".into(), "b".into(), "c".into()]), None);
        assert!(complaints(&shown, &["b".into()]).is_some());
    }
}
