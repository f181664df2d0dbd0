//! Proxies: HighLevel may be behind one, this machine is not.
//!
//! Many systems name a proxy and forget to exempt loopback. A call to the sandbox would then leave the machine, token
//! and all, and fail.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use reqwest::Proxy;
use url::{Host, Url};

/// The system's choice for every address but loopback.
pub(super) fn except_for_this_machine(system: Matcher) -> Proxy {
    Proxy::custom(move |url| choice(&system, url))
}

fn choice(system: &Matcher, url: &Url) -> Option<Url> {
    if is_this_machine(url) {
        return None;
    }
    let intercept = system.intercept(&url.as_str().parse().ok()?)?;
    let mut proxy: Url = intercept.uri().to_string().parse().ok()?;
    if let Some((name, password)) = credentials(&intercept) {
        proxy.set_username(&name).ok()?;
        proxy.set_password(Some(&password)).ok()?;
    }
    Some(proxy)
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

/// The matcher has taken name and password out of the address; they go back in.
fn credentials(intercept: &Intercept) -> Option<(String, String)> {
    if let Some((name, password)) = intercept.raw_auth() {
        return Some((name.to_owned(), password.to_owned()));
    }
    let basic = intercept.basic_auth()?.to_str().ok()?.strip_prefix("Basic ")?;
    let text = String::from_utf8(STANDARD.decode(basic).ok()?).ok()?;
    let (name, password) = text.split_once(':')?;
    Some((name.to_owned(), password.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(url: &str) -> Option<String> {
        let system = Matcher::builder().all("http://ada:pa%20ss@proxy.example.com:8080").build();
        choice(&system, &url.parse().unwrap()).map(String::from)
    }

    #[test]
    fn this_machine_is_reached_directly() {
        for url in
            ["http://127.0.0.1:8790/x", "http://127.9.9.9/", "http://[::1]:8790/", "http://localhost:1/"]
        {
            assert_eq!(chosen(url), None, "{url}");
        }
    }

    #[test]
    fn everything_else_goes_where_the_system_says() {
        let proxy = chosen("https://services.leadconnectorhq.com/contacts/").unwrap();

        assert_eq!(proxy, "http://ada:pa%20ss@proxy.example.com:8080/");
    }
}
