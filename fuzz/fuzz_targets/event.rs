//! See `rollcall_fuzz::event`.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| rollcall_fuzz::event::run(data));
