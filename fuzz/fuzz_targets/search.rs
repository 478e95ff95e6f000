//! See `rollcall_fuzz::search`.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| rollcall_fuzz::search::run(data));
