//! From the address that is listened on to the one that reaches it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The address by which this machine itself reaches a server that listens on `address`.
pub(super) fn reachable(address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), address.port())
    } else {
        address
    }
}
