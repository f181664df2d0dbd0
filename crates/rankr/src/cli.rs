//! The command line: commands, flags and their defaults.
//!
//! Here: what can be typed. Not here: what it does (`commands`), what settings mean (`setting`).
//!
//! Promise: a wrong flag ends with code 2 and a line that says what would be right.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{ArgGroup, Args, Parser, Subcommand};
use url::Url;

use crate::config::Flags;
use crate::flag;

/// What scripts may rely on.
const EXIT_CODES: &str = "\
Exit codes: 0 done, or ended when asked; 1 refused or failed, with a code that rankr explain knows; \
2 typed or set wrongly; 130 asked twice to end, and ended at once.";

/// Rankr: a live two-way mirror of a HighLevel account on your own machine.
#[derive(Debug, Parser)]
#[command(name = "rankr", version, about, propagate_version = true, after_help = EXIT_CODES)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start a HighLevel sandbox and a Rankr connected to it: everything to look around, no account needed
    Demo(Demo),
    /// Serve pages, take webhooks and keep the mirror true
    Serve(Serve),
    /// Connect a location and start copying it
    Connect(Connect),
    /// Start only the HighLevel sandbox, to develop against
    Sandbox(Sandbox),
    /// Print which settings hold and where each one comes from
    Config(ConfigFlags),
    /// Print a one-time link that signs the owner in; a link printed before is good no more
    SignInLink(SignInLink),
    /// Make, list and revoke the keys with which programs use the served API
    #[command(alias = "api-key")]
    Key(Key),
    /// Go on after the key that seals tokens was lost: forget them, keep everything else
    ForgetSecrets(ForgetSecrets),
    /// Say what a code such as RK-403 means and what helps
    Explain(Explain),
}

/// `rankr demo`
#[derive(Debug, Args)]
pub struct Demo {
    /// Where Rankr answers
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8780", value_parser = flag::address)]
    pub listen: SocketAddr,
    /// Where the sandbox answers
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8790", value_parser = flag::address)]
    pub sandbox_listen: SocketAddr,
    /// A folder to keep everything in, so that the demo can be started again [default: a temporary one]
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// How many contacts the invented account has
    #[arg(long, default_value_t = 500, allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub contacts: u32,
    /// Let invented people work in the account
    #[arg(long)]
    pub life: bool,
    /// Print one line of JSON on stdout when ready
    #[arg(long)]
    pub ready_json: bool,
}

/// The flags that stand for settings, shared by every command that opens the database.
#[derive(Debug, Args)]
pub struct Settings {
    /// A settings file [default: rankr.toml, if there is one]
    #[arg(long, value_name = "FILE", env = "RANKR_CONFIG")]
    pub config: Option<PathBuf>,
    /// The folder for database and key file
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME
    #[arg(long, value_name = "ADDRESS")]
    pub database: Option<String>,
}

impl Settings {
    /// The flags as a source of settings.
    pub fn flags(&self) -> Flags {
        let folder = self.data_dir.as_ref().map(|path| path.to_string_lossy().into_owned());
        Flags::default().with("data_dir", folder).with("database", self.database.clone())
    }
}

/// `rankr serve`
#[derive(Debug, Args)]
pub struct Serve {
    /// The flags that stand for settings.
    #[command(flatten)]
    pub settings: Settings,
    /// Where pages and webhooks are served
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<String>,
    /// The address people and HighLevel reach Rankr under
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
    /// Print one line of JSON on stdout when ready
    #[arg(long)]
    pub ready_json: bool,
}

impl Serve {
    /// The flags as a source of settings.
    pub fn flags(&self) -> Flags {
        self.settings.flags().with("listen", self.listen.clone()).with("public_url", self.public_url.clone())
    }
}

/// `rankr connect`
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("how").required(true).args(["private_token", "oauth"])))]
pub struct Connect {
    /// The flags that stand for settings.
    #[command(flatten)]
    pub settings: Settings,
    /// Where HighLevel answers: the sandbox's address, or HighLevel's own
    #[arg(long, value_name = "URL", value_parser = flag::web)]
    pub base_url: Url,
    /// Connect with a Private Integration Token; no webhooks come, so Rankr watches for changes
    #[arg(long, value_name = "TOKEN")]
    pub private_token: Option<String>,
    /// Connect by OAuth with the marketplace app of the settings
    #[arg(long)]
    pub oauth: bool,
    /// The location, where the token alone does not say it
    #[arg(long, value_name = "ID")]
    pub location: Option<String>,
    /// The client id of the marketplace app
    #[arg(long, value_name = "ID")]
    pub client_id: Option<String>,
    /// The client secret of the marketplace app
    #[arg(long, value_name = "SECRET")]
    pub client_secret: Option<String>,
    /// The address HighLevel sends webhooks and the consent answer to: where `serve` is reached
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
}

impl Connect {
    /// The flags as a source of settings.
    pub fn flags(&self) -> Flags {
        self.settings
            .flags()
            .with("client_id", self.client_id.clone())
            .with("client_secret", self.client_secret.clone())
            .with("public_url", self.public_url.clone())
    }
}

/// `rankr sandbox`
#[derive(Debug, Args)]
pub struct Sandbox {
    /// Where the sandbox answers
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8790", value_parser = flag::address)]
    pub listen: SocketAddr,
    /// A folder that keeps its world between starts
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// How many contacts the invented account has
    #[arg(long, default_value_t = 500, allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub contacts: u32,
    /// The same seed invents the same people
    #[arg(long, default_value_t = 1, allow_negative_numbers = true, value_parser = flag::seed)]
    pub seed: u64,
    /// Never answer 429
    #[arg(long)]
    pub no_limits: bool,
    /// Let invented people work in the account
    #[arg(long)]
    pub life: bool,
    /// Where webhooks go from the start
    #[arg(long, value_name = "URL", value_parser = flag::web)]
    pub webhook_url: Option<Url>,
    /// Print one line of JSON on stdout when ready
    #[arg(long)]
    pub ready_json: bool,
}

/// `rankr config`
#[derive(Debug, Args)]
pub struct ConfigFlags {
    /// The flags that stand for settings.
    #[command(flatten)]
    pub settings: Settings,
    /// Print a sample file with every setting instead
    #[arg(long)]
    pub sample: bool,
}

/// `rankr sign-in-link`
#[derive(Debug, Args)]
pub struct SignInLink {
    /// The flags that stand for settings.
    #[command(flatten)]
    pub settings: Settings,
    /// Where `serve` is reached
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
}

/// `rankr key`
#[derive(Debug, Args)]
pub struct Key {
    /// What to do.
    #[command(subcommand)]
    pub command: KeyCommand,
}

/// What can be done with keys.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Make a key and print its secret, which is shown this once
    #[command(alias = "create")]
    Add(KeyAdd),
    /// List the keys of a location
    List(KeyList),
    /// Take a key back: it opens nothing any more
    Revoke(KeyRevoke),
}

impl KeyCommand {
    /// The flags that stand for settings.
    pub fn settings(&self) -> &Settings {
        match self {
            Self::Add(flags) => &flags.settings,
            Self::List(flags) => &flags.settings,
            Self::Revoke(flags) => &flags.settings,
        }
    }
}

/// `rankr key add`
#[derive(Debug, Args)]
pub struct KeyAdd {
    /// The flags that stand for settings.
    #[command(flatten)]
    pub settings: Settings,
    /// What you call it, to know it again
    #[arg(long, value_name = "NAME", default_value = "made on the command line")]
    pub name: String,
    /// What it may do, by HighLevel's names, such as contacts.readonly
    #[arg(long, value_name = "SCOPE", required = true, num_args = 1.., value_delimiter = ',')]
    pub scopes: Vec<String>,
    /// For how many days it is good [default: until it is revoked]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=36_500))]
    pub days: Option<u32>,
    /// The location it opens, where several are connected
    #[arg(long, value_name = "ID")]
    pub location: Option<String>,
    /// Print one line of JSON on stdout, with the secret and where it is good
    #[arg(long)]
    pub ready_json: bool,
}

/// `rankr key list`
#[derive(Debug, Args)]
pub struct KeyList {
    /// The flags that stand for settings.
    #[command(flatten)]
    pub settings: Settings,
    /// The location, where several are connected
    #[arg(long, value_name = "ID")]
    pub location: Option<String>,
}

/// `rankr key revoke`
#[derive(Debug, Args)]
pub struct KeyRevoke {
    /// The flags that stand for settings.
    #[command(flatten)]
    pub settings: Settings,
    /// The key's id, as `rankr key list` shows it
    pub key: String,
    /// The location, where several are connected
    #[arg(long, value_name = "ID")]
    pub location: Option<String>,
}

/// `rankr forget-secrets`
#[derive(Debug, Args)]
pub struct ForgetSecrets {
    /// The flags that stand for settings.
    #[command(flatten)]
    pub settings: Settings,
}

/// `rankr explain`
#[derive(Debug, Args)]
pub struct Explain {
    /// The code; without it, every code there is
    pub code: Option<String>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn connecting_needs_exactly_one_way() {
        let neither = Cli::try_parse_from(["rankr", "connect", "--base-url", "http://127.0.0.1:8790"]);
        let both =
            ["rankr", "connect", "--base-url", "http://127.0.0.1:8790", "--oauth", "--private-token", "x"];

        assert!(neither.is_err());
        assert!(Cli::try_parse_from(both).is_err());
    }

    #[test]
    fn a_demo_needs_no_flag() {
        let cli = Cli::try_parse_from(["rankr", "demo"]).unwrap();

        let Command::Demo(demo) = cli.command else { panic!("another command") };
        assert_eq!(demo.sandbox_listen.port(), 8790);
        assert_eq!(demo.contacts, 500);
    }
}
