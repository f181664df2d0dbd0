//! The progress of a first copy, drawn on stderr.
//!
//! Here: the bar. Not here: how far the copy is (`sync::backfill`).

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar that shows what is being copied and how far it is; silent where stderr is no terminal.
pub struct CopyBar {
    bar: ProgressBar,
}

impl CopyBar {
    /// A bar at zero.
    pub fn start() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{msg:<28} {bar:32} {pos}/{len}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { bar }
    }

    /// Shows what is copied now, how many of it are there and how many there will be.
    pub fn show(&self, what: &str, done: u64, total: Option<u64>) {
        self.bar.set_message(what.to_owned());
        self.bar.set_length(total.unwrap_or(done));
        self.bar.set_position(done);
    }

    /// Leaves a last line.
    pub fn finish(self, text: &str) {
        self.bar.finish_and_clear();
        eprintln!("{text}");
    }
}
