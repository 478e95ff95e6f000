//! See `rollcall_fuzz::bulk`.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| rollcall_fuzz::bulk::run(data));
