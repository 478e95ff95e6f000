//! Which tenants' groups are brought into step by themselves.

use rollcall_storage::gophish as rows;

use super::harness::Organisation;
use super::on_both_databases;
use crate::feeds;
use crate::{Error, gophish, tenants};

on_both_databases!(settings_that_cannot_be_read_keep_no_other_tenant_out);

async fn connected(o: &Organisation, tenant: &str, settings: &str) {
    let row = rows::Gophish {
        tenant_id: tenant.to_owned(),
        url: "http://127.0.0.1:3333".to_owned(),
        api_key: Vec::new(),
        settings: settings.to_owned(),
        lease_until: 0,
        last_run: None,
        created_at: 0,
    };
    o.p.store()
        .write(move |tx| Ok::<_, Error>(rows::put(tx, &row)?))
        .await
        .unwrap();
    feeds::switch_on(&o.p, tenant).await.unwrap();
    feeds::catch_up(&o.p, tenant, &mut || true).await.unwrap();
}

async fn settings_that_cannot_be_read_keep_no_other_tenant_out(o: Organisation) {
    connected(&o, "default", r#"{"of a newer version":true}"#).await;
    for (tenant, settings) in [("other", r#"{"automatic":true}"#), ("quiet", "{}")] {
        tenants::create(&o.p, tenant, tenant).await.unwrap();
        connected(&o, tenant, settings).await;
    }
    assert_eq!(gophish::due(&o.p).await.unwrap(), ["other"]);
}
