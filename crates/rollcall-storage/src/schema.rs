//! The tables as both databases have them; `migrations/` says what the columns mean.

use diesel::{allow_tables_to_appear_in_same_query, table};

table! {
    tenants (tenant_id) {
        tenant_id -> Text,
        name -> Text,
        created_at -> BigInt,
    }
}

table! {
    connections (tenant_id, id) {
        tenant_id -> Text,
        id -> Binary,
        name -> Text,
        kind -> Text,
        profile -> Text,
        basic_allowed -> Bool,
        created_at -> BigInt,
        rules -> Text,
        provider -> Nullable<Text>,
        provider_first_seen_at -> Nullable<BigInt>,
        provider_last_seen_at -> Nullable<BigInt>,
        version -> BigInt,
        paused_at -> Nullable<BigInt>,
        paused_by -> Nullable<Text>,
        disconnected_at -> Nullable<BigInt>,
        disconnected_by -> Nullable<Text>,
    }
}

table! {
    tokens (tenant_id, id) {
        tenant_id -> Text,
        id -> Binary,
        connection_id -> Binary,
        name -> Text,
        scope -> Text,
        created_at -> BigInt,
        expires_at -> Nullable<BigInt>,
        revoked_at -> Nullable<BigInt>,
        revoked_by -> Nullable<Text>,
        last_used_at -> Nullable<BigInt>,
        last_used_address -> Nullable<Text>,
        last_used_agent -> Nullable<Text>,
        person_id -> Nullable<Binary>,
        may_write -> Bool,
        role -> Nullable<Text>,
    }
}

table! {
    jobs (tenant_id, id) {
        tenant_id -> Text,
        id -> Binary,
        connection_id -> Binary,
        created_at -> BigInt,
        lease_until -> BigInt,
        attempts -> BigInt,
        request -> Nullable<Binary>,
        progress -> Text,
        finished_at -> Nullable<BigInt>,
    }
}

table! {
    resources (tenant_id, id) {
        tenant_id -> Text,
        id -> Binary,
        resource_type -> Text,
        version -> BigInt,
        created_at -> BigInt,
        modified_at -> BigInt,
        unique_key -> Nullable<Text>,
        external_id -> Nullable<Text>,
        display_name -> Nullable<Text>,
        active -> Nullable<Bool>,
        email -> Nullable<Text>,
        label -> Nullable<Text>,
        document -> Text,
        held -> Nullable<Text>,
    }
}

table! {
    attribute_values (tenant_id, resource_type, path, value, resource_id) {
        tenant_id -> Text,
        resource_type -> Text,
        path -> Text,
        value -> Text,
        resource_id -> Binary,
    }
}

table! {
    attribute_indexes (tenant_id, id) {
        tenant_id -> Text,
        id -> Binary,
        resource_type -> Text,
        path -> Text,
        urn -> Nullable<Text>,
        attribute -> Text,
        sub_attribute -> Nullable<Text>,
        form -> Text,
        state -> Text,
        position -> Nullable<Binary>,
        seen_count -> BigInt,
        lease_until -> BigInt,
        created_at -> BigInt,
    }
}

table! {
    attribute_entries (tenant_id, index_id, value, resource_id) {
        tenant_id -> Text,
        index_id -> Binary,
        value -> Binary,
        resource_id -> Binary,
    }
}

table! {
    memberships (tenant_id, group_id, member_id) {
        tenant_id -> Text,
        group_id -> Binary,
        member_id -> Binary,
    }
}

table! {
    changes (tenant_id, seq) {
        tenant_id -> Text,
        seq -> BigInt,
        at -> BigInt,
        resource_type -> Text,
        resource_id -> Binary,
        operation -> Text,
        version -> BigInt,
        connection_id -> Nullable<Binary>,
        request_id -> Nullable<Text>,
        before -> Nullable<Text>,
        after -> Nullable<Text>,
        document -> Nullable<Text>,
        external_id -> Nullable<Text>,
        etag -> Nullable<Text>,
    }
}

table! {
    event_streams (tenant_id, id) {
        tenant_id -> Text,
        id -> Binary,
        name -> Text,
        delivery -> Text,
        detail -> Text,
        audience -> Text,
        endpoint -> Nullable<Text>,
        authorization -> Nullable<Binary>,
        position -> BigInt,
        paused_at -> Nullable<BigInt>,
        last_error -> Nullable<Text>,
        attempts -> BigInt,
        next_attempt_at -> BigInt,
        lease_id -> Nullable<Binary>,
        lease_until -> BigInt,
        created_at -> BigInt,
    }
}

table! {
    event_acknowledgements (tenant_id, stream_id, seq) {
        tenant_id -> Text,
        stream_id -> Binary,
        seq -> BigInt,
    }
}

table! {
    observations (tenant_id, connection_id, path) {
        tenant_id -> Text,
        connection_id -> Binary,
        path -> Text,
        seen_count -> BigInt,
        first_seen_at -> BigInt,
        last_seen_at -> BigInt,
    }
}

table! {
    first_values (tenant_id, resource_id, field) {
        tenant_id -> Text,
        resource_id -> Binary,
        field -> Text,
        value -> Text,
        kept_at -> BigInt,
    }
}

table! {
    received_attributes (tenant_id, connection_id, resource_type, path) {
        tenant_id -> Text,
        connection_id -> Binary,
        resource_type -> Text,
        path -> Text,
        fate -> Text,
        seen_count -> BigInt,
        first_seen_at -> BigInt,
        last_seen_at -> BigInt,
        sample -> Nullable<Text>,
    }
}

table! {
    schema_definitions (tenant_id, kind, name) {
        tenant_id -> Text,
        kind -> Text,
        name -> Text,
        definition -> Text,
        modified_at -> BigInt,
    }
}

table! {
    learned_schemas (tenant_id, resource_type, name) {
        tenant_id -> Text,
        resource_type -> Text,
        name -> Text,
        definition -> Text,
        modified_at -> BigInt,
    }
}

table! {
    schema_versions (tenant_id) {
        tenant_id -> Text,
        version -> BigInt,
        definitions -> BigInt,
        first_values -> BigInt,
    }
}

table! {
    unique_values (tenant_id, resource_type, path, value) {
        tenant_id -> Text,
        resource_type -> Text,
        path -> Text,
        value -> Text,
        resource_id -> Binary,
    }
}

table! {
    installation (tenant_id, name) {
        tenant_id -> Text,
        name -> Text,
        value -> Text,
    }
}

table! {
    /// Kept by `diesel_migrations`; read here without its side effect of creating it.
    #[sql_name = "__diesel_schema_migrations"]
    schema_migrations (version) {
        version -> Text,
    }
}

table! {
    mappings (tenant_id, version) {
        tenant_id -> Text,
        version -> BigInt,
        definition -> Text,
        note -> Text,
        published_at -> BigInt,
        published_by -> Text,
    }
}

table! {
    mapping_drafts (tenant_id) {
        tenant_id -> Text,
        base_version -> BigInt,
        revision -> BigInt,
        definition -> Text,
        changed_at -> BigInt,
        changed_by -> Text,
    }
}

table! {
    overrides (tenant_id, resource_id, field) {
        tenant_id -> Text,
        resource_id -> Binary,
        field -> Text,
        value -> Nullable<Text>,
        locked -> Bool,
        instead_of -> Nullable<Text>,
        set_at -> BigInt,
        set_by -> Text,
    }
}

table! {
    leavers (tenant_id, resource_id) {
        tenant_id -> Text,
        resource_id -> Binary,
        left_at -> BigInt,
        anonymised_at -> Nullable<BigInt>,
    }
}

table! {
    forgotten (tenant_id, resource_id) {
        tenant_id -> Text,
        resource_id -> Binary,
        until_seq -> BigInt,
        position -> BigInt,
    }
}

table! {
    leaver_work (tenant_id) {
        tenant_id -> Text,
        lease_until -> BigInt,
        compared_at -> BigInt,
    }
}

table! {
    imported_people (tenant_id, id) {
        tenant_id -> Text,
        id -> Binary,
        connection_id -> Binary,
        resource_id -> Binary,
        row_id -> Nullable<Text>,
        address -> Text,
        linked_at -> Nullable<BigInt>,
        linked_by -> Nullable<Text>,
    }
}

table! {
    kept_apart (tenant_id, imported_id, person_id) {
        tenant_id -> Text,
        imported_id -> Binary,
        person_id -> Binary,
        decided_at -> BigInt,
        decided_by -> Text,
    }
}

table! {
    feeds (tenant_id) {
        tenant_id -> Text,
        position -> BigInt,
        last_seq -> BigInt,
        forgotten_seq -> BigInt,
        mapping_version -> BigInt,
        definitions -> BigInt,
        names -> Text,
        ready_at -> Nullable<BigInt>,
        lease_until -> BigInt,
        created_at -> BigInt,
    }
}

table! {
    feed_tasks (tenant_id, id) {
        tenant_id -> Text,
        id -> Binary,
        whom -> Text,
        cause -> Text,
        position -> Nullable<Binary>,
        due_at -> BigInt,
    }
}

table! {
    announced (tenant_id, resource_id) {
        tenant_id -> Text,
        resource_id -> Binary,
        digests -> Binary,
    }
}

table! {
    announcements (tenant_id, seq) {
        tenant_id -> Text,
        seq -> BigInt,
        at -> BigInt,
        resource_id -> Binary,
        kind -> Text,
        changed -> Text,
        cause -> Text,
    }
}

table! {
    webhooks (tenant_id, id) {
        tenant_id -> Text,
        id -> Binary,
        name -> Text,
        url -> Text,
        secret -> Binary,
        position -> BigInt,
        again -> Text,
        disabled_at -> Nullable<BigInt>,
        failing_since -> Nullable<BigInt>,
        attempts -> BigInt,
        last_error -> Nullable<Text>,
        next_attempt_at -> BigInt,
        lease_until -> BigInt,
        created_at -> BigInt,
    }
}

table! {
    webhook_attempts (tenant_id, webhook_id, id) {
        tenant_id -> Text,
        webhook_id -> Binary,
        id -> Binary,
        seq -> Nullable<BigInt>,
        at -> BigInt,
        milliseconds -> BigInt,
        status -> Nullable<BigInt>,
        error -> Nullable<Text>,
    }
}

table! {
    gophish (tenant_id) {
        tenant_id -> Text,
        url -> Text,
        api_key -> Binary,
        settings -> Text,
        lease_until -> BigInt,
        last_run -> Nullable<Text>,
        created_at -> BigInt,
    }
}

table! {
    gophish_groups (tenant_id, name) {
        tenant_id -> Text,
        name -> Text,
        group_id -> BigInt,
    }
}

table! {
    request_log (tenant_id, id) {
        tenant_id -> Text,
        id -> Binary,
        at -> BigInt,
        outcome -> Nullable<Text>,
        cause -> Nullable<Text>,
        connection_id -> Nullable<Binary>,
        subject_id -> Nullable<Binary>,
        subject_key -> Nullable<Text>,
        bytes -> BigInt,
        about -> Text,
        bodies -> Nullable<Binary>,
    }
}

table! {
    connections_in_test (tenant_id, connection_id) {
        tenant_id -> Text,
        connection_id -> Binary,
    }
}

table! {
    request_log_sizes (tenant_id) {
        tenant_id -> Text,
        bytes -> BigInt,
    }
}

table! {
    request_counts (tenant_id, hour, outcome, cause) {
        tenant_id -> Text,
        hour -> BigInt,
        outcome -> Text,
        cause -> Text,
        number -> BigInt,
    }
}

table! {
    held (tenant_id, resource_id) {
        tenant_id -> Text,
        resource_id -> Binary,
        kind -> Text,
        at -> BigInt,
        connection_id -> Binary,
        request_id -> Text,
    }
}

table! {
    guards (tenant_id, connection_id) {
        tenant_id -> Text,
        connection_id -> Binary,
        enabled -> Bool,
        people_max -> BigInt,
        percent_max -> BigInt,
        window_minutes -> BigInt,
    }
}

table! {
    guard_windows (tenant_id, connection_id) {
        tenant_id -> Text,
        connection_id -> Binary,
        counts -> Text,
        people -> BigInt,
        counted_at -> BigInt,
    }
}

table! {
    disconnections (tenant_id, connection_id) {
        tenant_id -> Text,
        connection_id -> Binary,
        people -> Text,
        request_id -> Text,
        stage -> Text,
        position -> Nullable<Binary>,
        seen -> BigInt,
        changed -> BigInt,
        kept -> BigInt,
        lease_until -> BigInt,
        finished_at -> Nullable<BigInt>,
    }
}

table! {
    admins (tenant_id, id) {
        tenant_id -> Text,
        id -> Binary,
        email -> Text,
        email_key -> Text,
        name -> Text,
        language -> Nullable<Text>,
        password_hash -> Nullable<Text>,
        roles -> Text,
        is_installation_owner -> Bool,
        second_factor -> Nullable<Text>,
        failed_attempts -> BigInt,
        blocked_until -> BigInt,
        created_at -> BigInt,
        last_seen_at -> Nullable<BigInt>,
        disabled_at -> Nullable<BigInt>,
        proven_at -> Nullable<BigInt>,
    }
}

table! {
    admin_sessions (tenant_id, token_hash) {
        tenant_id -> Text,
        token_hash -> Binary,
        admin_id -> Binary,
        created_at -> BigInt,
        expires_at -> BigInt,
        seen_at -> BigInt,
        address -> Nullable<Text>,
        agent -> Nullable<Text>,
    }
}

table! {
    one_time_links (tenant_id, id) {
        tenant_id -> Text,
        id -> Binary,
        code_hash -> Binary,
        kind -> Text,
        for_tenant -> Text,
        connection_id -> Nullable<Binary>,
        admin_id -> Nullable<Binary>,
        email -> Nullable<Text>,
        role -> Nullable<Text>,
        created_at -> BigInt,
        created_by -> Text,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
        revoked_at -> Nullable<BigInt>,
        proves -> Bool,
    }
}

table! {
    audit (tenant_id, id) {
        tenant_id -> Text,
        id -> Binary,
        at -> BigInt,
        actor_kind -> Text,
        actor_id -> Nullable<Text>,
        actor_name -> Text,
        address -> Nullable<Text>,
        action -> Text,
        subject_kind -> Text,
        subject_id -> Nullable<Text>,
        subject_name -> Nullable<Text>,
        before -> Nullable<Text>,
        after -> Nullable<Text>,
        request_id -> Nullable<Text>,
    }
}

table! {
    idempotency_keys (tenant_id, digest) {
        tenant_id -> Text,
        digest -> Binary,
        request -> Binary,
        begun_at -> BigInt,
        lease_until -> BigInt,
        answer -> Nullable<Binary>,
    }
}

table! {
    alerts (tenant_id, kind, subject_id) {
        tenant_id -> Text,
        kind -> Text,
        subject_id -> Text,
        subject_kind -> Text,
        subject_name -> Text,
        text -> Text,
        level -> BigInt,
        opened_at -> BigInt,
        closed_at -> Nullable<BigInt>,
        mailed_at -> Nullable<BigInt>,
        mailed_as -> Nullable<Text>,
        hooked_at -> Nullable<BigInt>,
        hooked_as -> Nullable<Text>,
        words -> Nullable<Text>,
    }
}

table! {
    alert_settings (tenant_id) {
        tenant_id -> Text,
        settings -> Text,
        secret -> Nullable<Binary>,
    }
}

table! {
    alert_work (tenant_id) {
        tenant_id -> Text,
        lease_until -> BigInt,
        counted_at -> BigInt,
        completeness -> Text,
    }
}

table! {
    pulls (tenant_id, connection_id) {
        tenant_id -> Text,
        connection_id -> Binary,
        source -> Text,
        settings -> Text,
        secrets -> Nullable<Binary>,
        secrets_at -> BigInt,
        state -> Text,
        problem -> Nullable<Text>,
        seen_until -> Nullable<BigInt>,
        full_at -> Nullable<BigInt>,
        next_at -> BigInt,
        wanted -> Nullable<Text>,
        lease_until -> BigInt,
        attributes -> Nullable<Text>,
    }
}

table! {
    pull_runs (tenant_id, id) {
        tenant_id -> Text,
        id -> Binary,
        connection_id -> Binary,
        kind -> Text,
        began_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        outcome -> Nullable<Text>,
        progress -> Text,
    }
}

table! {
    pulled_people (tenant_id, connection_id, external_id) {
        tenant_id -> Text,
        connection_id -> Binary,
        external_id -> Text,
        resource_id -> Binary,
        fingerprint -> Text,
        active -> Nullable<Bool>,
        changed_at -> Nullable<BigInt>,
        seen_in -> Nullable<Binary>,
    }
}

table! {
    pull_sign_ins (tenant_id, state_hash) {
        tenant_id -> Text,
        state_hash -> Binary,
        held -> Binary,
        expires_at -> BigInt,
    }
}

table! {
    pull_told (tenant_id, connection_id, external_id) {
        tenant_id -> Text,
        connection_id -> Binary,
        external_id -> Text,
        published_at -> BigInt,
        told_at -> BigInt,
        read_at -> Nullable<BigInt>,
    }
}

allow_tables_to_appear_in_same_query!(resources, attribute_values, attribute_entries, memberships);
allow_tables_to_appear_in_same_query!(changes, event_streams);
allow_tables_to_appear_in_same_query!(resources, leavers, held);
allow_tables_to_appear_in_same_query!(memberships, held);
allow_tables_to_appear_in_same_query!(feeds, changes, feed_tasks, mappings, schema_versions);
allow_tables_to_appear_in_same_query!(webhooks, announcements);
allow_tables_to_appear_in_same_query!(pulled_people, resources);
allow_tables_to_appear_in_same_query!(pulls, connections);
