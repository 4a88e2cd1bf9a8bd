//! Does `group_by` read back whatever it reads, and name a place in whatever it cannot read?
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| portico_fuzz::group_by_reads_back(text));
