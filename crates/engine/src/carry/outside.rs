//! The way to any other address: the one place that resolves names and follows redirects for steps.
//!
//! Promise: no step reaches what leads inside, however it is written, whatever its name resolves to and wherever it
//! is redirected to, unless an operator has allowed that host; what comes back is bounded in time and size.

use std::{
    fmt,
    net::SocketAddr,
    sync::{Arc, OnceLock},
    time::Duration,
};

use domain::automation::address::{is_private, is_private_host};
use reqwest::{
    dns::{Addrs, Name, Resolve, Resolving},
    redirect,
};
use url::{Host, Url};

use crate::error::RunError;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);
/// How long a whole request may take.
const ANSWER: Duration = Duration::from_secs(30);
/// Bytes of an answer that are read.
pub(crate) const BODY: usize = 1024 * 1024;

/// An HTTP client that keeps out of the house.
pub(crate) struct Outside {
    /// Made when a step needs it first.
    http: OnceLock<reqwest::Client>,
    allowed: Arc<[String]>,
}

/// An address that a step may not ask.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum WrongAddress {
    /// It is none.
    #[error("“{0}” is no address of the form https://…")]
    NoAddress(String),
    /// It leads inside.
    #[error("{0} is a private address, which is refused unless an operator allows it")]
    Private(String),
}

impl Outside {
    pub(crate) fn new(allowed: Vec<String>) -> Self {
        let allowed = allowed.into_iter().map(|host| host.to_lowercase()).collect();
        Self { http: OnceLock::new(), allowed }
    }

    pub(crate) fn http(&self) -> Result<&reqwest::Client, RunError> {
        if let Some(http) = self.http.get() {
            return Ok(http);
        }
        // The same choice of TLS as for HighLevel, made once.
        highlevel::client::http_client("Rankr").map_err(|error| RunError::NoHttp(error.to_string()))?;
        let http = reqwest::Client::builder()
            .user_agent("Rankr")
            .connect_timeout(CONNECT)
            .timeout(ANSWER)
            .redirect(redirect::Policy::none())
            // A proxy would resolve the name where we cannot see it.
            .no_proxy()
            .dns_resolver(Arc::new(Guarded { allowed: Arc::clone(&self.allowed) }))
            .build()
            .map_err(|error| RunError::NoHttp(error.to_string()))?;
        Ok(self.http.get_or_init(|| http))
    }

    /// The address, unless it is none or leads inside as it is written. What its name resolves to is seen later.
    pub(crate) fn address(&self, text: &str) -> Result<Url, WrongAddress> {
        let no = || WrongAddress::NoAddress(text.chars().take(200).collect());
        let url = Url::parse(text.trim()).map_err(|_| no())?;
        if !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() || url.password().is_some()
        {
            return Err(no());
        }
        let host = url.host().ok_or_else(no)?;
        if self.allows(url.host_str().unwrap_or_default()) {
            return Ok(url);
        }
        let inside = match host {
            Host::Ipv4(address) => is_private(address.into()),
            Host::Ipv6(address) => is_private(address.into()),
            Host::Domain(name) => is_private_host(name),
        };
        if inside { Err(WrongAddress::Private(host.to_string())) } else { Ok(url) }
    }

    fn allows(&self, host: &str) -> bool {
        allows(&self.allowed, host)
    }
}

fn allows(allowed: &[String], host: &str) -> bool {
    let host = host.trim_end_matches('.').to_lowercase();
    allowed.contains(&host)
}

/// Whether a request failed because its name leads inside.
pub(crate) fn private(error: &reqwest::Error) -> Option<&WrongAddress> {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(inner) = cause {
        if let Some(wrong) = inner.downcast_ref::<WrongAddress>() {
            return Some(wrong);
        }
        cause = inner.source();
    }
    None
}

/// Resolves names, and refuses those that lead inside.
struct Guarded {
    allowed: Arc<[String]>,
}

impl fmt::Debug for Guarded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Guarded")
    }
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = Arc::clone(&self.allowed);
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            if !allows(&allowed, &host) && found.iter().any(|address| is_private(address.ip())) {
                return Err(Box::new(WrongAddress::Private(host)) as Box<dyn std::error::Error + Send + Sync>);
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_leads_inside_is_refused_as_it_is_written() {
        let outside = Outside::new(vec!["allowed.internal".to_owned()]);

        for text in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://[::1]:80/",
            "http://localhost/",
            "http://169.254.169.254/latest",
            "http://nas.local/",
            "http://db/",
        ] {
            assert!(matches!(outside.address(text), Err(WrongAddress::Private(_))), "{text}");
        }
        for text in
            ["ftp://example.com/", "example.com", "https://ada:pass@example.com/", "file:///etc/passwd"]
        {
            assert!(matches!(outside.address(text), Err(WrongAddress::NoAddress(_))), "{text}");
        }
        assert!(outside.address("https://example.com/hook?x=1").is_ok());
        assert!(outside.address("http://allowed.internal:8080/").is_ok());
    }

    #[tokio::test]
    async fn a_name_that_resolves_to_the_inside_is_refused() {
        let guarded = Guarded { allowed: Arc::from([]) };

        let found = guarded.resolve("localhost".parse().unwrap()).await;

        assert!(found.is_err_and(|error| error.downcast_ref::<WrongAddress>().is_some()));
    }
}
