//! How far from this machine a receiver of pushed events must be. Whoever holds a token of scope `api` says where
//! events go; what else answers on the machine or beside it is for its operator to open.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Where events may be pushed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Addresses of the internet.
    Public,
    /// Private networks too: receivers are mostly inside.
    Private,
    /// This machine itself too.
    Machine,
}

/// Where clouds answer a machine's questions about itself and its credentials, beside the link-local addresses: Alibaba's
/// and Azure's; Amazon's for machines and for pods; Google's.
const METADATA: [IpAddr; 5] = [
    IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)),
    IpAddr::V4(Ipv4Addr::new(168, 63, 129, 16)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x23)),
    IpAddr::V6(Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254)),
];

/// The IPv4 address that a gateway takes an IPv6 address for (RFC 6052's NAT64, RFC 3056's 6to4), or the address itself.
fn behind_gateway(address: IpAddr) -> IpAddr {
    let IpAddr::V6(ip) = address else {
        return address;
    };
    let embedded = match ip.segments() {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => (high, low),
        _ => return address,
    };
    let ([a, b], [c, d]) = (embedded.0.to_be_bytes(), embedded.1.to_be_bytes());
    IpAddr::V4(Ipv4Addr::new(a, b, c, d))
}

impl Reach {
    /// Every value, by the word of the setting.
    pub const WORDS: [(&str, Self); 3] = [
        ("public", Self::Public),
        ("private", Self::Private),
        ("machine", Self::Machine),
    ];

    /// What has to be open for an address to be reached; `None` for what is no receiver's at all: unspecified,
    /// link-local, broadcast and multicast addresses, and those of clouds' metadata.
    pub fn needed(address: IpAddr) -> Option<Self> {
        let address = behind_gateway(address.to_canonical());
        if METADATA.contains(&address) || address.is_unspecified() || address.is_multicast() {
            return None;
        }
        match address {
            IpAddr::V4(ip) if ip.is_link_local() || ip.is_broadcast() || ip.octets()[0] == 0 => {
                None
            }
            IpAddr::V6(ip) if ip.is_unicast_link_local() => None,
            _ if address.is_loopback() => Some(Self::Machine),
            // RFC 6598's shared addresses are a provider's or a cluster's own.
            IpAddr::V4(ip)
                if ip.is_private() || (ip.octets()[0] == 100 && ip.octets()[1] & 0xc0 == 64) =>
            {
                Some(Self::Private)
            }
            IpAddr::V6(ip) if ip.is_unique_local() => Some(Self::Private),
            _ => Some(Self::Public),
        }
    }

    /// Whether events may be pushed to this address.
    pub fn opens(self, address: IpAddr) -> bool {
        Self::needed(address).is_some_and(|needed| needed <= self)
    }
}

#[cfg(test)]
mod tests {
    use super::Reach;

    #[test]
    fn every_address_has_its_reach() {
        for (address, needed) in [
            ("93.184.216.34", Some(Reach::Public)),
            ("2606:2800:220:1::1", Some(Reach::Public)),
            ("100.128.0.1", Some(Reach::Public)),
            ("10.0.0.7", Some(Reach::Private)),
            ("172.16.0.1", Some(Reach::Private)),
            ("192.168.1.1", Some(Reach::Private)),
            ("100.64.0.1", Some(Reach::Private)),
            ("fd12::1", Some(Reach::Private)),
            ("::ffff:10.0.0.7", Some(Reach::Private)),
            ("127.0.0.1", Some(Reach::Machine)),
            ("127.9.9.9", Some(Reach::Machine)),
            ("::1", Some(Reach::Machine)),
            ("::ffff:127.0.0.1", Some(Reach::Machine)),
            ("169.254.169.254", None),
            ("::ffff:169.254.169.254", None),
            ("fe80::1", None),
            ("fd00:ec2::254", None),
            ("100.100.100.200", None),
            ("168.63.129.16", None),
            ("fd00:ec2::23", None),
            ("fd20:ce::254", None),
            ("64:ff9b::169.254.169.254", None),
            ("64:ff9b::127.0.0.1", Some(Reach::Machine)),
            ("2002:0a00:0007::1", Some(Reach::Private)),
            ("0.0.0.0", None),
            ("0.1.2.3", None),
            ("::", None),
            ("255.255.255.255", None),
            ("224.0.0.1", None),
            ("ff02::1", None),
        ] {
            assert_eq!(Reach::needed(address.parse().unwrap()), needed, "{address}");
        }
        assert!(!Reach::Private.opens("127.0.0.1".parse().unwrap()));
        assert!(Reach::Private.opens("10.0.0.7".parse().unwrap()));
        assert!(!Reach::Public.opens("10.0.0.7".parse().unwrap()));
        assert!(!Reach::Machine.opens("169.254.169.254".parse().unwrap()));
    }
}
