//! Names are resolved to addresses within reach only, at each connection: what a name stands for may change.

use std::io;

use rollcall_provisioning::events::Reach;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Resolves as the system does, and leaves out what is out of reach.
#[derive(Debug)]
pub(super) struct WithinReach {
    reach: Reach,
    system: DefaultResolver,
}

impl WithinReach {
    pub(super) fn new(reach: Reach) -> Self {
        Self {
            reach,
            system: DefaultResolver::default(),
        }
    }
}

impl Resolver for WithinReach {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.system.resolve(uri, config, timeout)?;
        // The operator's own proxy is wherever the operator says.
        let is_proxy = |proxy: &ureq::Proxy| proxy.uri().authority() == uri.authority();
        if config.proxy().is_some_and(is_proxy) {
            return Ok(found);
        }
        let mut within = self.empty();
        for address in found
            .iter()
            .filter(|address| self.reach.opens(address.ip()))
        {
            within.push(*address);
        }
        if within.is_empty() {
            return Err(ureq::Error::Io(io::Error::new(
                io::ErrorKind::PermissionDenied,
                "the receiver's name stands for addresses where events are not pushed to (the setting push_reach)",
            )));
        }
        Ok(within)
    }
}

#[cfg(test)]
mod tests {
    use rollcall_provisioning::events::Reach;

    #[test]
    fn what_a_name_stands_for_is_within_reach_or_not_connected_to() {
        let refused = |reach| {
            let agent = super::super::agent(reach);
            let called = agent.post("http://localhost:1/events").send("x");
            called.unwrap_err().to_string()
        };
        assert!(refused(Reach::Private).contains("push_reach"));
        assert!(!refused(Reach::Machine).contains("push_reach"));
    }
}
