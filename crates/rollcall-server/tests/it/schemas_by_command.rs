//! Schemas by the command line, and schema files at the start.

use serde_json::{Value, json};

use crate::program::Place;

const URN: &str = "urn:example:scim:2.0:Printer";

fn printer(attributes: &Value) -> String {
    json!([
        {"id": URN, "name": "Printer", "attributes": attributes},
        {"name": "Printer", "endpoint": "/Printers", "schema": URN},
    ])
    .to_string()
}

#[test]
fn schemas_are_added_listed_and_removed() {
    let place = Place::new();
    place.ok(&["tenant", "create", "acme"]);
    std::fs::write(
        place.path().join("printer.json"),
        printer(&json!([{"name": "model"}])),
    )
    .unwrap();
    let added = place.ok(&["schema", "add", "--tenant", "acme", "printer.json"]);
    assert_eq!(added, format!("added {URN}\nadded Printer\n"));
    let again = place.ok(&["schema", "add", "--tenant", "acme", "printer.json"]);
    assert_eq!(again, format!("unchanged: {URN}\nunchanged: Printer\n"));
    let wider = printer(&json!([{"name": "model"}, {"name": "floor"}]));
    std::fs::write(place.path().join("wider.json"), wider).unwrap();
    let again = place.ok(&["schema", "add", "--tenant", "acme", "wider.json"]);
    assert_eq!(again, format!("replaced {URN}\nunchanged: Printer\n"));
    let listed: Value =
        serde_json::from_str(&place.ok(&["schema", "list", "--tenant", "acme", "--json"])).unwrap();
    let own: Vec<_> = listed
        .as_array()
        .unwrap()
        .iter()
        .filter(|known| known["source"] == "tenant")
        .collect();
    assert_eq!(own.len(), 2, "{listed}");
    assert!(
        place
            .ok(&["schema", "list", "--tenant", "acme"])
            .contains("/Printers")
    );
    assert!(
        place
            .refused(3, &["schema", "remove", "--tenant", "acme", URN])
            .contains("Printer")
    );
    let removed = place.ok(&["schema", "remove", "--tenant", "acme", "Printer"]);
    assert_eq!(removed, "removed Printer\n");
    place.ok(&["schema", "remove", "--tenant", "acme", URN]);
    assert!(
        place
            .refused(3, &["schema", "remove", "--tenant", "acme", URN])
            .contains(URN)
    );
    assert!(
        place
            .refused(3, &["schema", "list", "--tenant", "nobody"])
            .contains("nobody")
    );
}

#[test]
fn a_mistake_in_a_schema_file_ends_every_command_and_names_file_and_attribute() {
    let place = Place::new().with("ROLLCALL_SCHEMAS", "definitions");
    std::fs::create_dir(place.path().join("definitions")).unwrap();
    std::fs::write(
        place.path().join("definitions/a.json"),
        printer(&json!([{"name": "model", "type": "text"}])),
    )
    .unwrap();
    for arguments in [&["check-config"][..], &["serve"], &["migrate"]] {
        let line = place.refused(2, arguments);
        assert!(
            line.contains("a.json") && line.contains("`model`") && line.contains("\"text\""),
            "{line}"
        );
    }
    std::fs::write(
        place.path().join("definitions/a.json"),
        printer(&json!([{"name": "model"}])),
    )
    .unwrap();
    place.ok(&["check-config"]);
    std::fs::write(
        place.path().join("definitions/b.json"),
        printer(&json!([{"name": "model"}])),
    )
    .unwrap();
    let twice = place.refused(2, &["check-config"]);
    assert!(twice.contains("b.json") && twice.contains(URN), "{twice}");
    assert!(
        place
            .refused(2, &["check-config", "--schemas", "nowhere"])
            .contains("nowhere")
    );
}
