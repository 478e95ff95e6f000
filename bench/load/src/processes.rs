//! CPU time and memory of processes with all their descendants, from /proc.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

/// Clock ticks a second in /proc: USER_HZ, which Linux fixes for programs.
const TICKS_PER_SECOND: f64 = 100.0;
const KIBIBYTE: u64 = 1024;

/// Some processes by their ids; descendants are counted with them.
#[derive(Debug, Clone, Default)]
pub struct Processes {
    roots: Vec<u32>,
}

/// The fields of /proc/PID/stat that follow the command's name in parentheses.
fn stat(pid: u32) -> Option<Vec<u64>> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, fields) = text.rsplit_once(')')?;
    // The state is a letter, some are negative: nobody reads those.
    Some(
        fields
            .split_whitespace()
            .map(|field| field.parse().unwrap_or(0))
            .collect(),
    )
}

const PARENT: usize = 1;
/// utime, stime, and both of the children that ended.
const CPU: std::ops::Range<usize> = 11..15;

impl Processes {
    /// Those of these ids and whatever they start.
    pub fn new(roots: impl IntoIterator<Item = u32>) -> Self {
        Self {
            roots: roots.into_iter().collect(),
        }
    }

    /// These and others.
    pub fn and(&self, others: &Self) -> Self {
        Self::new(self.roots.iter().chain(&others.roots).copied())
    }

    fn all(&self) -> Vec<u32> {
        let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
        let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
        for pid in entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()) {
            if let Some(parent) =
                stat(pid).and_then(|fields| u32::try_from(*fields.get(PARENT)?).ok())
            {
                children.entry(parent).or_default().push(pid);
            }
        }
        let (mut found, mut rest) = (Vec::new(), self.roots.clone());
        while let Some(pid) = rest.pop() {
            rest.extend(children.remove(&pid).unwrap_or_default());
            // A server is a child of this program: named both ways, it counts once.
            if !found.contains(&pid) {
                found.push(pid);
            }
        }
        found
    }

    /// CPU time used so far, in seconds.
    pub fn cpu_seconds(&self) -> f64 {
        let ticks: u64 = self
            .all()
            .into_iter()
            .filter_map(stat)
            .map(|fields| fields.get(CPU).map_or(0, |of| of.iter().sum()))
            .sum();
        ticks as f64 / TICKS_PER_SECOND
    }

    /// Resident memory, in bytes.
    pub fn resident_bytes(&self) -> u64 {
        self.of_status("VmRSS:")
    }

    fn of_status(&self, name: &str) -> u64 {
        let kibibytes = |pid| {
            let text = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
            let line = text.lines().find_map(|line| line.strip_prefix(name))?;
            line.trim().trim_end_matches(" kB").parse::<u64>().ok()
        };
        self.all().into_iter().filter_map(kibibytes).sum::<u64>() * KIBIBYTE
    }

    /// From now on the most that each of them has resident is counted anew (`man proc_pid_clear_refs`).
    pub fn forget_peak(&self) -> std::io::Result<()> {
        let mut pids = self.all().into_iter();
        pids.try_for_each(|pid| fs::write(format!("/proc/{pid}/clear_refs"), "5"))
    }

    /// The most that they had resident, each at its own time.
    pub fn peak_bytes(&self) -> u64 {
        self.of_status("VmHWM:")
    }

    /// Waits until they have worked off what a load generator left behind, so that it does not weigh on the next run.
    pub fn settle(&self, longest: Duration) {
        const LOOK: Duration = Duration::from_millis(100);
        let until = Instant::now() + longest;
        let mut before = self.cpu_seconds();
        while Instant::now() < until {
            std::thread::sleep(LOOK);
            let now = self.cpu_seconds();
            if now - before <= 1.0 / TICKS_PER_SECOND {
                return;
            }
            before = now;
        }
    }
}

/// A command whose process does not outlive this program, even if that is killed: setpriv (util-linux) asks the kernel for it and
/// becomes the command, under the same process id.
pub fn bound(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", "--"]).arg(program);
    command
}

/// CPU time that all processes of the machine used so far, in seconds.
pub fn machine_cpu_seconds() -> f64 {
    let text = fs::read_to_string("/proc/stat").unwrap_or_default();
    let fields = text
        .lines()
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .skip(1);
    // user, nice, system.
    let ticks: u64 = fields
        .take(3)
        .filter_map(|field| field.parse::<u64>().ok())
        .sum();
    ticks as f64 / TICKS_PER_SECOND
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_has_memory() {
        assert!(Processes::new([std::process::id()]).resident_bytes() > 0);
        assert_eq!(Processes::default().resident_bytes(), 0);
    }

    #[test]
    fn the_most_is_counted_anew() {
        const BYTES: usize = 64 << 20;
        let own = Processes::new([std::process::id()]);
        drop(std::hint::black_box(vec![1_u8; BYTES]));
        let before = own.peak_bytes();
        own.forget_peak().unwrap();
        assert!(own.peak_bytes() + (BYTES as u64) / 2 < before);
    }
}
