//! What a flag may say, and the sentence that says so when it does not.
//!
//! Here: reading single values. Not here: which flags there are (`cli`), settings (`setting`).
//!
//! Promise: a refusal shows an example that would be taken.

use std::net::SocketAddr;

use url::Url;

/// An address on this machine, with its port.
pub(crate) fn address(typed: &str) -> Result<SocketAddr, String> {
    let refused = || "an address with its port is needed, such as 127.0.0.1:8780; port 0 takes a free one";
    typed.parse().map_err(|_| refused().to_owned())
}

/// An address on the web.
pub(crate) fn web(typed: &str) -> Result<Url, String> {
    let is_web = |url: &Url| matches!(url.scheme(), "http" | "https") && url.has_host();
    let refused = || "an address is needed that begins with http:// or https://";
    Url::parse(typed).ok().filter(is_web).ok_or_else(|| refused().to_owned())
}

/// A number that chance begins with.
pub(crate) fn seed(typed: &str) -> Result<u64, String> {
    typed.parse().map_err(|_| "a whole number is needed, 0 or more".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_needs_its_port() {
        assert_eq!(address("127.0.0.1:8780").map(|address| address.port()), Ok(8780));
        for typed in ["1", "8780", "127.0.0.1", "localhost:8780", ""] {
            assert!(address(typed).is_err_and(|told| told.contains("127.0.0.1:8780")), "{typed}");
        }
    }

    #[test]
    fn only_the_web_can_be_asked() {
        assert!(web("https://services.leadconnectorhq.com").is_ok());
        for typed in ["x", "ftp://example.com", "/contacts", "http://"] {
            assert!(web(typed).is_err_and(|told| told.contains("https://")), "{typed}");
        }
    }

    #[test]
    fn a_seed_is_a_whole_number() {
        assert_eq!(seed("7"), Ok(7));
        assert!(seed("x").is_err() && seed("-1").is_err());
    }
}
