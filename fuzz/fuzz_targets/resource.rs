//! See `rollcall_fuzz::resource`.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| rollcall_fuzz::resource::run(data));
