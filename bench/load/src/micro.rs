//! The micro-benchmarks of the pure crates, as criterion left them in a folder.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::result::{Micro, median};

/// benchmark.json
#[derive(Deserialize)]
struct Benchmark {
    full_id: String,
}

/// sample.json: how often each sample repeated it, and how many nanoseconds that took.
#[derive(Deserialize)]
struct Samples {
    iters: Vec<f64>,
    times: Vec<f64>,
}

/// The latest result of each benchmark in the folder, by name.
pub fn read(folder: &Path) -> Result<Vec<Micro>> {
    let mut found = Vec::new();
    collect(folder, &mut found)?;
    ensure!(
        !found.is_empty(),
        "{} has no results of criterion",
        folder.display()
    );
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

fn collect(folder: &Path, found: &mut Vec<Micro>) -> Result<()> {
    let entries = std::fs::read_dir(folder)
        .with_context(|| format!("{} cannot be read", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.ends_with("new") {
            let benchmark: Benchmark = parsed(&path.join("benchmark.json"))?;
            found.extend(micro(
                benchmark.full_id,
                &parsed(&path.join("sample.json"))?,
            ));
        } else if path.is_dir() {
            collect(&path, found)?;
        }
    }
    Ok(())
}

fn parsed<T: DeserializeOwned>(file: &Path) -> Result<T> {
    let text = std::fs::read_to_string(file);
    let text = text.with_context(|| format!("{} cannot be read", file.display()))?;
    Ok(serde_json::from_str(&text)?)
}

fn micro(name: String, samples: &Samples) -> Option<Micro> {
    let each = samples.times.iter().zip(&samples.iters);
    let taken = median(each.map(|(time, iterations)| time / iterations))?;
    Some(Micro {
        name,
        nanoseconds: taken.median,
        min: taken.min,
        max: taken.max,
        samples: samples.times.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn criterion_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let new = folder.path().join("patch_ active/new");
        std::fs::create_dir_all(&new).unwrap();
        std::fs::write(
            new.join("benchmark.json"),
            r#"{"full_id":"patch: active","extra":1}"#,
        )
        .unwrap();
        std::fs::write(
            new.join("sample.json"),
            r#"{"sampling_mode":"Linear","iters":[1,2,4],"times":[10,10,40]}"#,
        )
        .unwrap();
        let found = read(folder.path()).unwrap();
        assert_eq!(found[0].name, "patch: active");
        assert_eq!(
            (found[0].nanoseconds, found[0].min, found[0].max),
            (10.0, 5.0, 10.0)
        );
        assert!(read(&new).is_err());
    }
}
