//! Every input that fuzzing kept, on every run of the tests.

use std::fs;
use std::path::Path;

fn replay(name: &str) {
    let (_, run) = rollcall_fuzz::TARGETS
        .iter()
        .find(|(target, _)| *target == name)
        .expect("a target of that name");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(name);
    let mut count = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let input = fs::read(&path).unwrap();
        // A panic says only what is wrong, not with which input.
        println!("{}", path.display());
        run(&input);
        count += 1;
    }
    assert!(count > 5, "{} has {count} inputs", folder.display());
}

macro_rules! replayed {
    ($($name:ident)*) => {
        $(#[test] fn $name() { replay(stringify!($name)); })*

        #[test]
        fn every_target_is_replayed_and_built() {
            let replayed = [$(stringify!($name)),*];
            let targets: Vec<&str> = rollcall_fuzz::TARGETS.iter().map(|(name, _)| *name).collect();
            assert_eq!(targets, replayed);
            for name in targets {
                let source = format!("{}/fuzz_targets/{name}.rs", env!("CARGO_MANIFEST_DIR"));
                assert!(fs::exists(&source).unwrap(), "{source}");
            }
        }
    };
}

replayed!(body bulk condition cursor etag event filter patch resource schema search);
