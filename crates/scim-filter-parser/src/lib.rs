//! Parser for the SCIM 2.0 filter and attribute-path language (RFC 7644).

mod ast;

pub use ast::{CompareOp, Filter, Literal, Path};
