//! Flame graphs: perf samples the server's processor time under a load, inferno folds and draws what it saw.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};

use anyhow::{Context as _, Result, anyhow, ensure};
use indicatif::ProgressBar;

use crate::measure::Prepared;
use crate::operations::find;
use crate::options::{FlameOptions, USUAL_CONNECTIONS};
use crate::processes::{Processes, bound};
use crate::server::{Rollcall, Server};
use crate::store::{Filling, Store};

const SAMPLES_PER_SECOND: &str = "499";
/// Of the stack at each sample: most of ours fit.
const STACK: &str = "dwarf,16384";
/// In percent of all samples: what is narrower cannot be read.
const WIDTH_MIN: &str = "0.2";
const FILL_MAX: std::time::Duration = std::time::Duration::from_secs(600);

/// One graph for each operation, of the server on SQLite.
pub fn draw(options: &FlameOptions) -> Result<()> {
    std::fs::create_dir_all(&options.graphs)?;
    std::fs::create_dir_all(&options.out)?;
    let folder = tempfile::Builder::new()
        .prefix("stores-")
        .tempdir_in(options.out.canonicalize()?)?;
    let folder = folder.path();
    let rollcall = Rollcall {
        programs: &options.programs,
        url: format!("sqlite://{}", folder.join("rollcall.db").display()),
        folder,
        database: Processes::default(),
    };
    let server = rollcall.start(None)?;
    let bar = ProgressBar::hidden();
    let store = Store::fill(
        &server.client,
        options.people,
        Filling::Bulk,
        FILL_MAX,
        &bar,
    )?;
    for key in &options.only {
        let samples = sampled(options, folder, &server, &store, key)?;
        let label = options.label.iter().map(|label| format!("-{label}"));
        let file = format!("flame-{key}{}.svg", label.collect::<String>());
        let title = format!(
            "Rollcall on SQLite: {}, {USUAL_CONNECTIONS} connections, {} people",
            key, store.people
        );
        folded(options, &samples, &title, &options.graphs.join(&file))?;
        println!("{file}");
    }
    server.stop()
}

/// Samples the server while an operation is played.
fn sampled(
    options: &FlameOptions,
    folder: &Path,
    server: &Server,
    store: &Store,
    key: &str,
) -> Result<std::path::PathBuf> {
    let operation = find(key).with_context(|| format!("there is no operation {key}"))?;
    let prepared = Prepared::new(
        operation,
        store,
        &server.all,
        &options.programs.requests,
        folder,
        options.seconds,
    )?;
    let file = folder.join(format!("{key}.perf"));
    let mut perf = bound("perf");
    perf.args(["record", "--quiet", "--event", "cpu-clock"])
        .args(["--freq", SAMPLES_PER_SECOND, "--call-graph", STACK])
        .args(["--pid", &server.id().to_string(), "--output"])
        .arg(&file)
        .args(["--", "sleep", &options.seconds.to_string()]);
    let (recorded, played) = std::thread::scope(|scope| {
        // A second longer, so that it is sampled under load to its end.
        let played = scope.spawn(|| prepared.play(USUAL_CONNECTIONS, options.seconds + 1));
        (perf.output(), played.join())
    });
    let recorded =
        recorded.context("perf cannot be started (Debian: apt-get install linux-perf)")?;
    ensure!(
        recorded.status.success(),
        "perf: {}",
        String::from_utf8_lossy(&recorded.stderr).trim()
    );
    let run = played.map_err(|_| anyhow!("the load panicked"))??;
    println!(
        "{key}: {:.0} requests/s while it was sampled",
        run.per_second
    );
    Ok(file)
}

/// perf script | inferno-collapse-perf | inferno-flamegraph
fn folded(options: &FlameOptions, samples: &Path, title: &str, graph: &Path) -> Result<()> {
    let mut script = Command::new("perf");
    script
        .args(["script", "--no-inline", "--input"])
        .arg(samples);
    let mut collapse = Command::new(options.inferno.join("inferno-collapse-perf"));
    let mut draw = Command::new(options.inferno.join("inferno-flamegraph"));
    draw.args(["--title", title, "--countname", "samples", "--hash"])
        .args(["--minwidth", WIDTH_MIN, "--bgcolors", "#ffffff"]);
    let mut script = piped(script.stdin(Stdio::null()))?;
    let mut collapse = piped(collapse.stdin(output(&mut script)?))?;
    let mut draw = draw
        .stdin(output(&mut collapse)?)
        .stdout(File::create(graph)?)
        .spawn()?;
    for (what, status) in [
        ("perf script", script.wait()?),
        ("inferno-collapse-perf", collapse.wait()?),
        ("inferno-flamegraph", draw.wait()?),
    ] {
        succeeded(what, status)?;
    }
    Ok(())
}

fn piped(command: &mut Command) -> Result<Child> {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    child.with_context(|| format!("{} cannot be started", command.get_program().display()))
}

fn output(child: &mut Child) -> Result<Stdio> {
    Ok(child.stdout.take().context("no output")?.into())
}

fn succeeded(what: &str, status: ExitStatus) -> Result<()> {
    ensure!(status.success(), "{what} failed: {status}");
    Ok(())
}
