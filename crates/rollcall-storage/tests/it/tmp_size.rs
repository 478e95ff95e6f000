use crate::harness::*;
use rollcall_storage::changes::{self, NewChange};
use rollcall_storage::resources::{self, Query, Scope};
use rollcall_storage::{Error};
use serde_json::{Value, json};
use scim_core::{condition, Tolerances};
on_both!{ size }
async fn size(database: Database) {
    let store = database.store().await;
    let t = std::time::Instant::now();
    let n = 20_000;
    let mut tasks = Vec::new();
    for i in 0..n {
        let store2 = store.clone();
        tasks.push(tokio::spawn(async move { store2.write(move |tx| {
            let p = resource(json!({"externalId": format!("00u{i:017}"), "userName": format!("first{i}.lastname@example.com"), "name": {"givenName": format!("First{i}"), "familyName": "Lastname", "formatted": format!("First{i} Lastname")}, "displayName": format!("First{i} Lastname"), "title": "Senior Engineer", "active": true, "locale": "en-US", "timezone":"Europe/Berlin", "emails":[{"value": format!("first{i}.lastname@example.com"), "type":"work","primary":true}], "phoneNumbers":[{"value":"+49 30 1234567","type":"work"},{"value":"+49 170 1234567","type":"mobile"}], "addresses":[{"streetAddress":"Main street 1","locality":"Berlin","country":"DE","type":"work"}], "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"employeeNumber": format!("E{i}"), "department":"Engineering","organization":"Example","manager":{"value":"0193-abc"}}}));
            insert(tx, &users(), &p)?;
            changes::append(tx, &NewChange{tenant:"acme".into(),at:NOW,resource_type:"User".into(),resource_id:p.id,operation:"created".into(),version:1,connection_id:Some(p.id),request_id:Some(p.id.to_string()),before:None,after:Some(Value::Object(p.attributes.clone()))})
        }).await }));
        if tasks.len() == 64 { for t in tasks.drain(..) { t.await.unwrap().unwrap(); } }
    }
    for t in tasks.drain(..) { t.await.unwrap().unwrap(); }
    eprintln!("{:?} insert {n}: {:?} {}/s", database.is_postgres(), t.elapsed(), n as f64 / t.elapsed().as_secs_f64());
    for f in ["userName eq \"FIRST777.lastname@example.com\"","emails.value eq \"first777.lastname@example.com\"","externalId eq \"00u00000000000000777\"","displayName sw \"first77\"","userName co \"77\"","title eq \"x\"","displayName eq \"first777 lastname\"", "userName sw \"first777.\" or emails.value sw \"first888.\""] {
        let t = std::time::Instant::now();
        let mut total=0;
        let k = if f.contains("title")||f.contains("co") {3} else {200};
        for _ in 0..k {
            let rt = users(); let c = condition::parse(&rt, f, Tolerances::NONE).unwrap();
            total = store.read(move |conn| Ok::<_,Error>(resources::list(conn,&Scope{tenant:"acme",resource_type:&rt}, &Query{condition:Some(c),limit:100,..Query::default()})?.total)).await.unwrap();
        }
        eprintln!("{f}: {total} {:?} each", t.elapsed()/k);
    }
    for (sort, off) in [(None,0),(None,10000),(Some("userName"),0),(Some("displayName"),100)] {
        let t = std::time::Instant::now();
        let rt = users();
        let sort2 = sort.and_then(|s| scim_core::sort::Sort::parse(&rt, s, None).unwrap());
        let total = store.read(move |conn| Ok::<_,Error>(resources::list(conn,&Scope{tenant:"acme",resource_type:&rt}, &Query{sort:sort2,offset:off,limit:100,..Query::default()})?.total)).await.unwrap();
        eprintln!("page {sort:?} {off}: {total} {:?}", t.elapsed());
    }
    store.close(); drop(store);
    if !database.is_postgres() {
        let path = database.settings.url.strip_prefix("sqlite://").unwrap().to_owned();
        eprintln!("bytes per person {}", std::fs::metadata(&path).unwrap().len() / n);
        let out = std::process::Command::new("python3").arg("-c").arg(format!("import sqlite3;c=sqlite3.connect('{path}')\ntry:\n  print([(r[0],r[1]//{n}) for r in c.execute('select name,sum(pgsize) from dbstat group by 1 order by 2 desc')])\nexcept Exception as e: print(e)")).output().unwrap();
        eprintln!("{}", String::from_utf8_lossy(&out.stdout));
    } else {
        use diesel::*;
        #[derive(QueryableByName)] struct R { #[diesel(sql_type=diesel::sql_types::Text)] a: String, #[diesel(sql_type=diesel::sql_types::BigInt)] b: i64 }
        let mut c = PgConnection::establish(&database.settings.url).unwrap();
        let r: Vec<R> = sql_query("select relname::text a, pg_total_relation_size(oid) b from pg_class where relkind in ('r','i') and relnamespace='public'::regnamespace order by 2 desc").load(&mut c).unwrap();
        for r in r { eprintln!("{} {}", r.a, r.b / n as i64); }
    }
}
