//! The peers under the same load.

use anyhow::Result;

use super::Bench;
use super::load::Measured;
use crate::result::Footprint;
use crate::server::start_peer;
use crate::store::Filling;

impl Bench<'_> {
    /// All operations that a peer knows.
    pub(super) fn peer(&mut self, name: &str) -> Result<()> {
        let folder = self.folder.join(name);
        std::fs::create_dir_all(&folder)?;
        let server = start_peer(name, &self.options.programs, &folder)?;
        let mut footprint = Footprint {
            subject: name.to_owned(),
            loaded_by: "one".to_owned(),
            rss_start_bytes: server.own.resident_bytes(),
            ..Footprint::default()
        };
        let store = self.fill(
            &server,
            self.plan.peer_size,
            Filling::OneByOne,
            &mut footprint,
        )?;
        self.outcome.footprints.push(footprint);
        let measured = Measured {
            subject: name,
            server: &server,
            store: &store,
            folder: &folder,
        };
        for operation in self.plan.operations() {
            server.check()?;
            let cells = self.operation(operation, &measured, &self.plan.peer_connections, None);
            self.keep(cells);
        }
        self.weigh_at_the_end(&server);
        Ok(())
    }
}
