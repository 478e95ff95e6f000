//! See `rollcall_fuzz::schema`.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| rollcall_fuzz::schema::run(data));
