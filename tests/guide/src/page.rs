//! The guide's blocks of code, in their order.

use std::path::Path;

use anyhow::Context as _;

/// One block of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its language: `console`, `js`, `python`, `yaml`.
    pub language: String,
    /// What stands in it.
    pub text: String,
}

/// Every block of the guide.
///
/// # Errors
/// When there is no guide.
pub fn blocks() -> anyhow::Result<Vec<Block>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/sandbox.md");
    let guide =
        std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    Ok(of(&guide))
}

fn of(guide: &str) -> Vec<Block> {
    // Fences alternate, so that every second part is code.
    let code = guide.split("\n```").skip(1).step_by(2);
    code.filter_map(|part| part.split_once('\n'))
        .map(|(language, text)| Block { language: language.to_owned(), text: text.to_owned() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_found_with_their_language() {
        let found = of("# A\n\n```console\n$ ls\nx\n```\n\ntext\n\n```js\nlet a;\n```\n");

        let block = |language: &str, text: &str| Block { language: language.into(), text: text.into() };
        assert_eq!(found, [block("console", "$ ls\nx"), block("js", "let a;")]);
    }
}
