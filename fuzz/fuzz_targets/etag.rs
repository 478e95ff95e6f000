//! See `rollcall_fuzz::etag`.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| rollcall_fuzz::etag::run(data));
