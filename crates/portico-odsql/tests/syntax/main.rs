//! Does every form of the language read and print as it should? Numbers in comments are the cases of the Explore API
//! reference in use: §19 of the conformance cases, text in and text out.

mod conditions;
mod errors;
mod facets;
mod fuzzed;
mod grouping;
mod lexical;
mod limits;
mod old_words;
mod properties;
mod searching;
mod select;
