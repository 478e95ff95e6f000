//! See `rollcall_fuzz::cursor`.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| rollcall_fuzz::cursor::run(data));
