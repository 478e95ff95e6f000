//! The limits on everything a client or the network can make long (design: every loop has one).

/// Limits of the verbs. The doors add those of their own medium (body bytes, nesting).
#[derive(Debug, Clone)]
pub struct Limits {
    /// Resources in one page when the client names no `count`.
    pub page_size_default: i64,
    /// Resources in one page at most, whatever `count` says.
    pub page_size_max: i64,
    /// Operations in one PATCH. Okta sends up to 1,000 changes of members with a rename.
    pub patch_operations_max: usize,
    /// Members named in one request.
    pub members_max: usize,
    /// People read at a time by an export.
    pub export_chunk_rows: i64,
    /// How long a token looked up once is believed, in milliseconds: how late a revocation on another
    /// replica can be noticed.
    pub token_cache_milliseconds: u64,
    /// Tokens kept in that cache.
    pub token_cache_entries: u64,
    /// How long a tenant's schemas are believed without a look at their version, in milliseconds.
    pub schema_cache_milliseconds: u64,
    /// Tenants whose schemas are kept in memory.
    pub schema_cache_entries: u64,
    /// Attributes and sub-attributes that are learned from what a tenant's providers send.
    pub learned_attributes_max: usize,
    /// Distinct dropped attribute paths remembered between two flushes.
    pub observed_paths_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            page_size_default: 100,
            page_size_max: 1000,
            patch_operations_max: 1_100,
            members_max: 200_000,
            export_chunk_rows: 500,
            token_cache_milliseconds: 900,
            token_cache_entries: 10_000,
            schema_cache_milliseconds: 900,
            schema_cache_entries: 10_000,
            learned_attributes_max: 1_000,
            observed_paths_max: 1_000,
        }
    }
}
