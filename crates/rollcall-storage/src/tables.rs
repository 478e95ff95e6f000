//! A module for each noun: its rows and what is done with them.

pub mod attribute_entries;
pub mod attribute_indexes;
pub mod changes;
pub mod connections;
pub mod event_streams;
pub mod feeds;
pub mod first_values;
pub mod forgotten;
pub mod gophish;
pub mod imported_people;
pub mod installation;
pub mod jobs;
pub mod kept_apart;
pub mod leavers;
pub mod mappings;
pub mod memberships;
pub mod overrides;
pub mod received_attributes;
pub mod request_log;
pub(crate) mod resource_counts;
pub mod resources;
pub mod schemas;
pub mod tenants;
pub mod tokens;
pub mod unique_values;
pub mod webhooks;
