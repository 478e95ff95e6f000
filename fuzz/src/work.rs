//! How much work an input makes, counted and not timed: the edges of the control flow that were run (a compiler pass puts a
//! call at each) and the bytes that were asked of the allocator. Inputs that grow must not cost more than in proportion.
//! What the standard library does inside is not counted, but for what it allocates; its searches and copies are linear.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use rollcall_fuzz::growing::GROWING;

static EDGES: AtomicU64 = AtomicU64::new(0);
static BYTES: AtomicU64 = AtomicU64::new(0);

/// Called by the compiler at each edge.
#[unsafe(no_mangle)]
extern "C" fn __sanitizer_cov_trace_pc_guard(_: *mut u32) {
    EDGES.fetch_add(1, Relaxed);
}

/// Called by the compiler once for each object file.
#[unsafe(no_mangle)]
extern "C" fn __sanitizer_cov_trace_pc_guard_init(_: *mut u32, _: *mut u32) {}

struct Counting;

// SAFETY: everything is the system's allocator's.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        BYTES.fetch_add(layout.size() as u64, Relaxed);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The sizes compared are this and twice this: beyond what the limits on numbers (of values, terms, names …) accept, so that
/// what they bound is the same for both, and everything else is in proportion.
const SIZE: usize = 4_000;
/// A little more than twice, for hash maps that grow and sorting.
const RATIO_MAX: f64 = 2.4;

fn work_of(input: &dyn Fn(usize) -> Box<dyn FnOnce()>, size: usize) -> (u64, u64) {
    let run = input(size);
    let before = (EDGES.load(Relaxed), BYTES.load(Relaxed));
    run();
    (
        EDGES.load(Relaxed) - before.0,
        BYTES.load(Relaxed) - before.1,
    )
}

#[expect(clippy::cast_precision_loss, reason = "a ratio")]
fn main() {
    let mut too_much = 0;
    println!(
        "{:<44} {:>14} {:>6} {:>14} {:>6}",
        format!("input of {}", 2 * SIZE),
        "edges",
        "×",
        "bytes",
        "×"
    );
    for (name, input) in GROWING {
        // What is made once, such as the schemas, is made before.
        work_of(input, 2);
        let (one, two) = (work_of(input, SIZE), work_of(input, 2 * SIZE));
        let edges = two.0 as f64 / one.0.max(1) as f64;
        let bytes = two.1 as f64 / one.1.max(1) as f64;
        let bad = edges > RATIO_MAX || bytes > RATIO_MAX;
        too_much += usize::from(bad);
        let mark = if bad { "  TOO MUCH" } else { "" };
        println!(
            "{name:<44} {:>14} {edges:>6.2} {:>14} {bytes:>6.2}{mark}",
            two.0, two.1
        );
    }
    assert!(
        EDGES.load(Relaxed) > 0,
        "nothing was counted: build with fuzz/run.sh --work"
    );
    assert!(
        too_much == 0,
        "{too_much} inputs make more work than in proportion to their size"
    );
}
