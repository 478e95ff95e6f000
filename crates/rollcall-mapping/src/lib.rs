//! From a provisioned person to smart fields and target users.
