//! The device types of RFC 9944, loaded from the files in `schemas/rfc9944` and served without any code of theirs.

use serde_json::{Value, json};

use crate::harness::TestApp;

const DEVICE: &str = "urn:ietf:params:scim:schemas:core:2.0:Device";
const APP: &str = "urn:ietf:params:scim:schemas:core:2.0:EndpointApp";
const BLE: &str = "urn:ietf:params:scim:schemas:extension:ble:2.0:Device";
const DPP: &str = "urn:ietf:params:scim:schemas:extension:dpp:2.0:Device";
const MAB: &str = "urn:ietf:params:scim:schemas:extension:ethernet-mab:2.0:Device";
const ZIGBEE: &str = "urn:ietf:params:scim:schemas:extension:zigbee:2.0:Device";
const APPS: &str = "urn:ietf:params:scim:schemas:extension:endpointAppsExt:2.0:Device";
const PASS_KEY: &str = "urn:ietf:params:scim:schemas:extension:pairingPassKey:2.0:Device";

fn on_each(test: impl Fn(&TestApp)) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schemas/rfc9944");
    for app in TestApp::each_configured(|config| config.schemas = Some(folder.into())) {
        test(&app);
    }
}

fn heart_monitor(address: &str) -> Value {
    json!({
        "schemas": [DEVICE, BLE],
        "displayName": "Heart monitor",
        "active": true,
        BLE: {
            "versionSupport": ["5.3"],
            "deviceMacAddress": address,
            "irk": "a secret of the device",
            "pairingMethods": [PASS_KEY],
            PASS_KEY: {"key": 123_456},
        },
    })
}

#[test]
fn devices_are_created_changed_and_found() {
    on_each(|app| {
        let created = app
            .post("/scim/Devices", &heart_monitor("2C:54:91:88:C9:E2"))
            .expect(201);
        let device = created.json();
        assert_eq!(device["schemas"], json!([DEVICE, BLE]));
        assert_eq!(device["meta"]["resourceType"], "Device");
        assert_eq!(device[BLE][PASS_KEY], json!({"key": 123_456}));
        assert!(!created.text.contains("a secret"), "{}", created.text);

        let at = format!("/scim/Devices/{}", created.id());
        let path = |attribute: &str| format!("{BLE}:{attribute}");
        let operations = json!([
            {"op": "replace", "path": path("versionSupport"), "value": ["5.3", "5.4"]},
            {"op": "add", "path": path("mobility"), "value": true},
            {"op": "replace", "path": format!("{BLE}:{PASS_KEY}.key"), "value": 654_321},
            {"op": "add", "path": ZIGBEE, "value": {"versionSupport": ["3.0"], "deviceEui64Address": "50:32:5F:FF:FE:E7:67:28"}},
        ]);
        let patched = app.patch(&at, &operations).expect(200).json();
        assert_eq!(patched["schemas"], json!([DEVICE, BLE, ZIGBEE]));
        assert_eq!(patched[BLE][PASS_KEY]["key"], 654_321);

        for (filter, found) in [
            (
                format!("{BLE}:deviceMacAddress eq \"2c:54:91:88:c9:e2\""),
                1,
            ),
            (
                format!("{BLE}:versionSupport eq \"5.4\" and {BLE}:mobility eq true"),
                1,
            ),
            (format!("{BLE}:{PASS_KEY}.key gt 600000"), 1),
            (format!("{ZIGBEE} pr and active eq true"), 1),
            (format!("{DPP} pr"), 0),
            ("displayName sw \"HEART\"".to_owned(), 1),
        ] {
            let filter_encoded = filter.replace(' ', "%20").replace('"', "%22");
            let list = app
                .get(&format!("/scim/Devices?filter={filter_encoded}"))
                .expect(200)
                .json();
            assert_eq!(list["totalResults"], found, "{filter}");
        }
        app.get(&format!("/scim/Devices?filter={BLE}:irk%20pr"))
            .scim_error(400, Some("invalidFilter"));
        app.delete(&at).expect(204);
    });
}

#[test]
fn what_the_schemas_say_of_devices_is_enforced() {
    on_each(|app| {
        app.post("/scim/Devices", &heart_monitor("2C:54:91:88:C9:E2"))
            .expect(201);
        let twin = app.post("/scim/Devices", &heart_monitor("2c:54:91:88:c9:e2"));
        assert!(
            twin.scim_error(409, Some("uniqueness"))
                .contains("deviceMacAddress")
        );

        let with = |extension: &str, value: Value| json!({"schemas": [DEVICE, extension], "active": true, extension: value});
        for (body, named) in [
            (json!({"schemas": [DEVICE], "displayName": "x"}), "active"),
            (json!({"schemas": [DEVICE], "active": "maybe"}), "active"),
            (with(DPP, json!({"dppVersion": 2})), "bootstrapKey"),
            (
                with(DPP, json!({"dppVersion": "two", "bootstrapKey": "x"})),
                "dppVersion",
            ),
            (
                with(ZIGBEE, json!({"versionSupport": ["3.0"]})),
                "deviceEui64Address",
            ),
        ] {
            let detail = app
                .post("/scim/Devices", &body)
                .scim_error(400, Some("invalidValue"));
            assert!(detail.contains(named), "{detail}");
        }
        let known = json!({"deviceMacAddress": "2C:54:91:88:C9:E2"});
        app.post("/scim/Devices", &with(MAB, known)).expect(201);
        let key = json!({"dppVersion": 2, "bootstrapKey": "MDkw", "classChannel": ["81/1"]});
        let created = app.post("/scim/Devices", &with(DPP, key)).expect(201);
        assert!(created.json()[DPP].get("bootstrapKey").is_none());
    });
}

#[test]
fn applications_use_devices() {
    on_each(|app| {
        let body =
            json!({"schemas": [APP], "applicationType": "telemetry", "applicationName": "Ward 3"});
        let application = app.post("/scim/EndpointApps", &body).expect(201).id();
        let device = json!({"schemas": [DEVICE, APPS], "active": true, APPS: {"applications": [{"value": application}]}});
        let device = app.post("/scim/Devices", &device).expect(201).id();
        let group = app.create_group("Ward 3", &[&device]);
        let shown = app.get(&format!("/scim/Devices/{device}")).json();
        assert_eq!(shown["groups"][0]["value"], json!(group));
        assert_eq!(shown[APPS]["applications"][0]["value"], json!(application));
        let operations =
            json!([{"op": "replace", "path": "applicationType", "value": "deviceControl"}]);
        app.patch(&format!("/scim/EndpointApps/{application}"), &operations)
            .scim_error(400, Some("mutability"));
    });
}

#[test]
fn devices_are_discovered() {
    on_each(|app| {
        let types = app.get("/scim/ResourceTypes").expect(200).json();
        let names: Vec<_> = types["Resources"]
            .as_array()
            .unwrap()
            .iter()
            .map(|rt| rt["name"].clone())
            .collect();
        assert_eq!(names, ["User", "Group", "Device", "EndpointApp"]);
        let schemas = app.get("/scim/Schemas").expect(200).json();
        for extension in types["Resources"][2]["schemaExtensions"]
            .as_array()
            .unwrap()
        {
            let urn = &extension["schema"];
            let known = schemas["Resources"]
                .as_array()
                .unwrap()
                .iter()
                .any(|schema| schema["id"] == *urn);
            assert!(known, "{urn}");
        }
        app.get("/scim/ServiceProviderConfig").expect(200);
    });
}
