//! Addresses that a step may not reach: the machine itself, its neighbours, and what only a network inside knows.
//!
//! Promise: pure; whoever resolves a name asks again with what came of it.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether a host as it is written leads inside.
#[must_use]
pub fn is_private_host(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']).trim_end_matches('.').to_lowercase();
    match host.parse::<IpAddr>() {
        Ok(address) => is_private(address),
        Err(_) => {
            host == "localhost"
                || !host.contains('.')
                || [".localhost", ".local", ".internal"].iter().any(|end| host.ends_with(end))
        }
    }
}

/// Whether an address leads inside.
#[must_use]
pub fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_private_v4(address),
        IpAddr::V6(address) => is_private_v6(address),
    }
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_multicast()
        || first == 0
        // Shared by carriers, protocol assignments, and benchmarks between networks.
        || (first == 100 && (64..128).contains(&second))
        || (first == 192 && second == 0 && third == 0)
        || (first == 198 && (18..20).contains(&second))
        || first >= 240
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    // An IPv4 address in IPv6 clothes: mapped, compatible, translated (64:ff9b::/96) or 6to4 (2002::/16).
    let inner = match parts {
        [0, 0, 0, 0, 0, 0xffff | 0, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some((high, low)),
        [0x2002, high, low, ..] => Some((high, low)),
        _ => None,
    };
    let inner = inner.map(|(high, low)| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)));
    address.is_loopback()
        || address.is_unspecified()
        || address.is_unique_local()
        || address.is_unicast_link_local()
        || address.is_multicast()
        || inner.is_some_and(is_private_v4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_inside_is_private_however_it_is_written() {
        let inside = [
            "localhost",
            "LOCALHOST.",
            "db",
            "printer.local",
            "10.1.2.3",
            "127.0.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "[::1]",
            "::ffff:127.0.0.1",
            "fd00::1",
            "fe80::1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
        ];
        for host in inside {
            assert!(is_private_host(host), "{host}");
        }
        for host in ["example.com", "93.184.216.34", "2606:2800:220:1::1", "8.8.8.8"] {
            assert!(!is_private_host(host), "{host}");
        }
    }
}
