//! The figures in `docs/benchmarks.md`, between two marks, so that the words around them stay.

use anyhow::{Context as _, Result};

use crate::shell;

/// Puts the table between the marks of its database.
pub(crate) fn write(table: &str, postgres: bool) -> Result<()> {
    let path = shell::root().join("docs/benchmarks.md");
    let page = std::fs::read_to_string(&path)?;
    let name = if postgres { "postgres" } else { "sqlite" };
    std::fs::write(path, with_figures(&page, name, table)?)?;
    eprintln!("docs/benchmarks.md holds these figures now");
    Ok(())
}

fn with_figures(page: &str, name: &str, table: &str) -> Result<String> {
    let (begin, end) = (format!("<!-- figures: {name} -->\n"), "<!-- end of figures -->");
    let missing = || format!("docs/benchmarks.md has no mark {}", begin.trim_end());
    let (before, rest) = page.split_once(&begin).with_context(missing)?;
    let (_, after) = rest.split_once(end).with_context(missing)?;
    let (facts, rows) = table.split_once("\n\n").unwrap_or(("", table));
    let facts: String = facts.lines().map(|fact| format!("- {fact}\n")).collect();
    Ok(format!("{before}{begin}{facts}\n{}\n{end}{after}", rows.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_exchanged_and_words_stay() {
        let page = "Words.\n<!-- figures: sqlite -->\nold\n<!-- end of figures -->\nMore words.\n";

        let page = with_figures(page, "sqlite", "cores: 2\n\n| a |\n").unwrap();

        assert_eq!(
            page,
            "Words.\n<!-- figures: sqlite -->\n- cores: 2\n\n| a |\n<!-- end of figures -->\nMore words.\n"
        );
        assert!(with_figures(&page, "postgres", "| b |").is_err());
    }
}
