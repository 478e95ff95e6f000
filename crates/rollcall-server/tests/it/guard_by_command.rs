//! The guard, pauses and ends of connections by the command line.

use crate::program::Place;

#[test]
fn a_guard_is_shown_and_set() {
    let place = Place::new();
    place.ok(&["tenant", "create", "acme"]);
    let of = |rest: &[&str]| {
        let mut all = vec!["guard", rest[0], "--tenant", "acme"];
        all.extend(&rest[1..]);
        place.ok(&all)
    };
    assert!(of(&["show"]).contains("20"), "{}", of(&["show"]));
    let set = of(&["set", "--people", "7", "--percent", "3", "--minutes", "30"]);
    assert!(
        set.contains('7') && set.contains("3 %") && set.contains("30 minutes"),
        "{set}"
    );
    let shown: serde_json::Value = serde_json::from_str(&of(&["show", "--json"])).unwrap();
    assert_eq!(
        (&shown["people_max"], &shown["enabled"]),
        (&7.into(), &true.into())
    );
    of(&["set", "--off"]);
    let shown: serde_json::Value = serde_json::from_str(&of(&["show", "--json"])).unwrap();
    assert_eq!(
        (&shown["people_max"], &shown["enabled"]),
        (&7.into(), &false.into())
    );
    assert_eq!(of(&["list", "--json"]), "[]\n");
    assert_eq!(of(&["release", "--all"]), "0 have left; 0 are held still\n");
    assert_eq!(of(&["reject", "--all"]), "0 stay; 0 are held still\n");
    place.refused(3, &["guard", "set", "--tenant", "acme", "--percent", "200"]);
    place.refused(
        3,
        &[
            "guard",
            "set",
            "--tenant",
            "acme",
            "--connection",
            "none",
            "--people",
            "1",
        ],
    );
    place.refused(3, &["guard", "show", "--tenant", "nobody"]);
}

#[test]
fn a_connection_is_paused_resumed_and_ended() {
    let place = Place::new();
    place.ok(&["tenant", "create", "acme"]);
    place.ok(&["token", "create", "--tenant", "acme", "--name", "Okta"]);
    let state = || {
        let listed = place.ok(&["connection", "list", "--tenant", "acme", "--json"]);
        let listed: serde_json::Value = serde_json::from_str(&listed).unwrap();
        listed[0]["state"].as_str().unwrap().to_owned()
    };
    assert_eq!(state(), "active");
    place.ok(&["connection", "pause", "--tenant", "acme", "default"]);
    assert_eq!(state(), "paused");
    place.ok(&["connection", "resume", "--tenant", "acme", "default"]);
    assert_eq!(state(), "active");
    let end = [
        "connection",
        "disconnect",
        "--tenant",
        "acme",
        "default",
        "--people",
        "deactivate",
        "--confirm",
    ];
    let with = |confirm| end.iter().copied().chain([confirm]).collect::<Vec<_>>();
    place.refused(3, &with("something"));
    let done = place.ok(&with("default"));
    assert!(done.contains("0 changed, 0 left"), "{done}");
    assert_eq!(state(), "disconnected");
    place.refused(3, &with("default"));
    place.refused(3, &["connection", "resume", "--tenant", "acme", "default"]);
    place.refused(
        3,
        &["token", "create", "--tenant", "acme", "--name", "Okta"],
    );
}
