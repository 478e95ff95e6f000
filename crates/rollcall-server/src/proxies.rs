//! Proxies in front of the server: whose word is taken for where a request comes from.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use actix_web::http::header::{HeaderMap, HeaderName};
use rollcall_provisioning::events::Reach;

/// By which a proxy says for whom it asks: the address of who asked it, behind those that it was told itself.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// Proxies that a request may have passed.
const HOPS_MAX: usize = 32;

/// The proxies in front, none unless they are set: anybody can write a header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<Network>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Network {
    /// Every private network, and this machine.
    Private,
    Of {
        address: IpAddr,
        /// How many bits of it count.
        bits: u8,
    },
}

impl TrustedProxies {
    /// Where a request comes from: the peer, or who a trusted one says it asks for; of several proxies the nearest one that is not
    /// trusted. What stands further away in the header may have been made up.
    pub fn client(&self, peer: Option<SocketAddr>, headers: &HeaderMap) -> Option<IpAddr> {
        let mut client = peer?.ip().to_canonical();
        // What one wrote who is no proxy need not be text, and takes nothing away of what the proxies wrote behind it.
        let said: Vec<_> = headers
            .get_all(FORWARDED_FOR)
            .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
            .collect();
        for bytes in said.iter().rev().take(HOPS_MAX) {
            let text = String::from_utf8_lossy(bytes);
            let Some(next) = address(&text).filter(|_| self.trusts(client)) else {
                break;
            };
            client = next;
        }
        Some(client)
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.has(address))
    }
}

/// An address, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let alone = bare.unwrap_or(text).parse::<IpAddr>().ok();
    let address = alone.or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()));
    address.map(|address| address.to_canonical())
}

impl Network {
    fn has(self, other: IpAddr) -> bool {
        let Self::Of { address, bits } = self else {
            return matches!(Reach::needed(other), Some(Reach::Private | Reach::Machine));
        };
        let (own, other, width) = match (address, other) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                (u128::from(own.to_bits()), u128::from(other.to_bits()), 32)
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => (own.to_bits(), other.to_bits(), 128),
            _ => return false,
        };
        // All bits of it may be free.
        let free = u32::from(width - bits.min(width));
        own.checked_shr(free).unwrap_or(0) == other.checked_shr(free).unwrap_or(0)
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "private" {
            return Ok(Self::Private);
        }
        let wrong = || {
            format!(
                "{text:?} is no address or network, for example 10.0.0.7 or 10.0.0.0/8, and not private"
            )
        };
        let (name, bits) = match text.split_once('/') {
            Some((name, bits)) => (name, Some(bits.parse::<u8>().map_err(|_| wrong())?)),
            None => (text, None),
        };
        let address = name.parse::<IpAddr>().map_err(|_| wrong())?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(width);
        if bits > width {
            return Err(wrong());
        }
        Ok(Self::Of { address, bits })
    }
}

impl FromStr for TrustedProxies {
    type Err = String;

    /// Addresses and networks with commas between.
    fn from_str(text: &str) -> Result<Self, String> {
        let all = text.split(',').map(str::trim).filter(|it| !it.is_empty());
        all.map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for TrustedProxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, network) in self.0.iter().enumerate() {
            f.write_str(if index == 0 { "" } else { ", " })?;
            match network {
                Network::Private => f.write_str("private")?,
                Network::Of { address, bits } => write!(f, "{address}/{bits}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn client(proxies: &str, peer: &str, said: &[&str]) -> String {
        let proxies: TrustedProxies = proxies.parse().unwrap();
        let mut headers = HeaderMap::new();
        for value in said {
            headers.append(
                FORWARDED_FOR,
                HeaderValue::from_bytes(value.as_bytes()).unwrap(),
            );
        }
        let peer = SocketAddr::new(peer.parse().unwrap(), 4711);
        proxies.client(Some(peer), &headers).unwrap().to_string()
    }

    type Case = (
        &'static str,
        &'static str,
        &'static [&'static str],
        &'static str,
    );

    /// Who is trusted, who connects, what the header says, and who that makes the client.
    const CASES: &[Case] = &[
        ("", "10.0.0.7", &["203.0.113.5"], "10.0.0.7"),
        ("10.0.0.7", "10.0.0.7", &["203.0.113.5"], "203.0.113.5"),
        ("10.0.0.7", "10.0.0.7", &[], "10.0.0.7"),
        ("10.0.0.7", "10.0.0.8", &["203.0.113.5"], "10.0.0.8"),
        (
            "10.0.0.0/8",
            "10.9.9.9",
            &["1.2.3.4, 203.0.113.5"],
            "203.0.113.5",
        ),
        (
            "10.0.0.0/8",
            "10.9.9.9",
            &["1.2.3.4", "203.0.113.5, 10.1.1.1"],
            "203.0.113.5",
        ),
        (
            "10.0.0.0/8",
            "10.9.9.9",
            &["203.0.113.5, nonsense"],
            "10.9.9.9",
        ),
        (
            "10.0.0.0/8",
            "10.9.9.9",
            &["\u{e9}, 203.0.113.5"],
            "203.0.113.5",
        ),
        (
            "10.0.0.0/8",
            "10.9.9.9",
            &["203.0.113.5, \u{e9}"],
            "10.9.9.9",
        ),
        (
            "10.0.0.0/8",
            "10.9.9.9",
            &["203.0.113.5:55123"],
            "203.0.113.5",
        ),
        (
            "10.0.0.0/8",
            "::ffff:10.9.9.9",
            &["[2001:db8::1]:443"],
            "2001:db8::1",
        ),
        (
            "private",
            "127.0.0.1",
            &["203.0.113.5, 172.18.0.3"],
            "203.0.113.5",
        ),
        ("private", "203.0.113.9", &["203.0.113.5"], "203.0.113.9"),
        (
            "2001:db8::/32",
            "2001:db8:1::1",
            &["203.0.113.5"],
            "203.0.113.5",
        ),
        ("0.0.0.0/0", "198.51.100.1", &["203.0.113.5"], "203.0.113.5"),
        (
            "10.0.0.0/8, 192.0.2.1",
            "192.0.2.1",
            &["203.0.113.5"],
            "203.0.113.5",
        ),
    ];

    #[test]
    fn only_the_word_of_a_trusted_proxy_counts() {
        for (proxies, peer, said, expected) in CASES {
            assert_eq!(
                client(proxies, peer, said),
                *expected,
                "{proxies} {peer} {said:?}"
            );
        }
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for wrong in ["proxy", "10.0.0.0/33", "10.0.0.0/x", "::/129", "10.0.0"] {
            assert!(wrong.parse::<TrustedProxies>().is_err(), "{wrong}");
        }
        let shown: TrustedProxies = "10.0.0.7,private ,fd00::/8".parse().unwrap();
        assert_eq!(shown.to_string(), "10.0.0.7/32, private, fd00::/8");
    }
}
