//! See `rollcall_fuzz::patch`.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| rollcall_fuzz::patch::run(data));
