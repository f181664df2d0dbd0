//! `rankr explain`: what a code means and what helps.

use crate::cli;
use crate::explain;
use crate::refusal::Refusal;

/// Prints the page of a code, or every code with its title.
pub(super) fn print(flags: &cli::Explain) -> Result<(), Refusal> {
    let Some(code) = &flags.code else {
        for (code, _) in explain::PAGES {
            println!("{code}  {}", explain::title(code).unwrap_or_default());
        }
        return Ok(());
    };
    let page = explain::page(code).ok_or_else(|| Refusal::NoSuchCode(code.clone()))?;
    print!("{page}");
    Ok(())
}
