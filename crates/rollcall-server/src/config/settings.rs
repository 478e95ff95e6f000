//! Every setting, one entry each: the file's keys, the variables' names and `rollcall check-config` come from here.

use rollcall_provisioning::Pooler;
use rollcall_provisioning::events::Reach;

use super::values::{
    MASKED, address, afterwards, base_url, database_url, json_depth, log_format, logged, number,
    origins, pooler, positive, put, reach, without_password,
};
use super::{Config, LogFormat, Secret};

/// One setting.
pub struct Setting {
    /// Its key in `rollcall.toml`; a dot is a table (`limits.body_bytes_max`).
    pub key: &'static str,
    /// What it does.
    pub meaning: &'static str,
    pub(super) set: fn(&mut Config, &str) -> Result<(), String>,
    pub(super) show: fn(&Config) -> String,
}

impl Setting {
    /// The environment variable: `ROLLCALL_LIMITS_BODY_BYTES_MAX`.
    pub fn variable(&self) -> String {
        format!("ROLLCALL_{}", self.key.replace('.', "_").to_uppercase())
    }
}

/// All settings.
pub const SETTINGS: &[Setting] = &[
    Setting {
        key: "database_url",
        meaning: "sqlite://FILE or postgres://USER:PASSWORD@HOST/DATABASE",
        set: |c, text| put(&mut c.store.url, database_url(text)),
        show: |c| without_password(&c.store.url),
    },
    Setting {
        key: "listen",
        meaning: "host:port to listen on",
        set: |c, text| put(&mut c.listen, address(text)),
        show: |c| c.listen.clone(),
    },
    Setting {
        key: "public_url",
        meaning: "the URL by which clients reach this server; unset: as each request says",
        set: |c, text| put(&mut c.public_url, base_url(text).map(Some)),
        show: |c| c.public_url.clone().unwrap_or_default(),
    },
    Setting {
        key: "trusted_proxies",
        meaning: "addresses or networks of the proxies in front (10.0.0.0/8, 192.0.2.7), or private for every private network and this machine: what they say in X-Forwarded-For is where a request comes from; unset: nobody is believed",
        set: |c, text| put(&mut c.trusted_proxies, text.parse()),
        show: |c| c.trusted_proxies.to_string(),
    },
    Setting {
        key: "secret_key",
        meaning: "32 random bytes in base64, the same on every replica",
        set: |c, text| put(&mut c.secret_key, Ok(Some(Secret(text.to_owned())))),
        show: |c| {
            c.secret_key
                .as_ref()
                .map(|_| MASKED.to_owned())
                .unwrap_or_default()
        },
    },
    Setting {
        key: "secret_key_file",
        meaning: "a file with the secret key; unset: made beside the SQLite file",
        set: |c, text| put(&mut c.secret_key_file, Ok(Some(text.into()))),
        show: |c| {
            c.secret_key_file
                .as_ref()
                .map(|path| path.display().to_string())
                .unwrap_or_default()
        },
    },
    Setting {
        key: "schemas",
        meaning: "a JSON file, or a folder of them, with schemas and resource types for every tenant",
        set: |c, text| put(&mut c.schemas, Ok(Some(text.into()))),
        show: |c| {
            let path = c.schemas.as_ref();
            path.map(|path| path.display().to_string())
                .unwrap_or_default()
        },
    },
    Setting {
        key: "push_reach",
        meaning: "where events may be pushed to: public, private (private networks too), machine (this machine too)",
        set: |c, text| put(&mut c.push_reach, reach(text)),
        show: |c| {
            let word = Reach::WORDS
                .iter()
                .find(|(_, reach)| *reach == c.push_reach);
            word.map(|(word, _)| (*word).to_owned()).unwrap_or_default()
        },
    },
    Setting {
        key: "pull_insecure_origins",
        meaning: "origins that people may be pulled from beside those of the internet with TLS, with commas between: http://127.0.0.1:9000; for tests and gateways",
        set: |c, text| put(&mut c.pull_insecure_origins, origins(text)),
        show: |c| c.pull_insecure_origins.join(","),
    },
    Setting {
        key: "smtp_url",
        meaning: "the mail server: smtps://USER:PASSWORD@HOST:465, or smtp://HOST:587?tls=required; unset: no e-mail",
        set: |c, text| put(&mut c.smtp_url, Ok(Some(Secret(text.to_owned())))),
        show: |c| {
            let url = c.smtp_url.as_ref();
            url.map(|url| without_password(url.expose()))
                .unwrap_or_default()
        },
    },
    Setting {
        key: "mail_from",
        meaning: "who sends e-mail: Rollcall <rollcall@example.com>",
        set: |c, text| put(&mut c.mail_from, Ok(Some(text.to_owned()))),
        show: |c| c.mail_from.clone().unwrap_or_default(),
    },
    Setting {
        key: "log",
        meaning: "what is logged: error, warn, info, debug, or a filter such as info,rollcall_storage=debug",
        set: |c, text| put(&mut c.log, Ok(text.to_owned())),
        show: |c| c.log.clone(),
    },
    Setting {
        key: "log_format",
        meaning: "text or json",
        set: |c, text| put(&mut c.log_format, log_format(text)),
        show: |c| {
            if c.log_format == LogFormat::Json {
                "json"
            } else {
                "text"
            }
            .to_owned()
        },
    },
    Setting {
        key: "database.read_url",
        meaning: "PostgreSQL: a streaming replica, postgres://USER:PASSWORD@HOST/DATABASE, from which exports read; unset: the database itself",
        set: |c, text| {
            put(
                &mut c.read_url,
                database_url(text).map(|url| Some(Secret(url))),
            )
        },
        show: |c| {
            let url = c.read_url.as_ref();
            url.map(|url| without_password(url.expose()))
                .unwrap_or_default()
        },
    },
    Setting {
        key: "database.readers",
        meaning: "SQLite: connections that read",
        set: |c, text| put(&mut c.store.readers, positive(text)),
        show: |c| c.store.readers.to_string(),
    },
    Setting {
        key: "database.connections_max",
        meaning: "PostgreSQL: connections",
        set: |c, text| put(&mut c.store.connections_max, positive(text)),
        show: |c| c.store.connections_max.to_string(),
    },
    Setting {
        key: "database.pooler",
        meaning: "PostgreSQL: none, or transaction where PgBouncer in transaction mode stands before it",
        set: |c, text| put(&mut c.store.pooler, pooler(text)),
        show: |c| {
            let mut words = Pooler::WORDS.iter();
            let word = words.find(|(_, pooler)| *pooler == c.store.pooler);
            word.map(|(word, _)| (*word).to_owned()).unwrap_or_default()
        },
    },
    Setting {
        key: "database.write_queue_max",
        meaning: "writes that may wait; more are answered 429 with Retry-After",
        set: |c, text| put(&mut c.store.write_queue_max, positive(text)),
        show: |c| c.store.write_queue_max.to_string(),
    },
    Setting {
        key: "limits.scan_rows_max",
        meaning: "resources that one filter may have to read one by one",
        set: |c, text| put(&mut c.store.scan_rows_max, positive(text)),
        show: |c| c.store.scan_rows_max.to_string(),
    },
    Setting {
        key: "limits.scan_seconds_max",
        meaning: "seconds that reading them may take",
        set: |c, text| put(&mut c.store.scan_seconds_max, positive(text)),
        show: |c| c.store.scan_seconds_max.to_string(),
    },
    Setting {
        key: "limits.body_bytes_max",
        meaning: "bytes of a request's body",
        set: |c, text| put(&mut c.http.body_bytes_max, positive(text)),
        show: |c| c.http.body_bytes_max.to_string(),
    },
    Setting {
        key: "limits.body_seconds_max",
        meaning: "seconds that a body may take to arrive",
        set: |c, text| put(&mut c.http.body_seconds_max, positive(text)),
        show: |c| c.http.body_seconds_max.to_string(),
    },
    Setting {
        key: "limits.json_depth_max",
        meaning: "nesting of arrays and objects in a body (at most 127)",
        set: |c, text| put(&mut c.http.json_depth_max, json_depth(text)),
        show: |c| c.http.json_depth_max.to_string(),
    },
    Setting {
        key: "limits.json_values_max",
        meaning: "values in a body: members of objects and elements of arrays",
        set: |c, text| put(&mut c.http.json_values_max, positive(text)),
        show: |c| c.http.json_values_max.to_string(),
    },
    Setting {
        key: "limits.bodies_bytes_max",
        meaning: "bytes of memory for the bodies of all requests under way; more are answered 503 with Retry-After",
        set: |c, text| put(&mut c.http.bodies_bytes_max, positive(text)),
        show: |c| c.http.bodies_bytes_max.to_string(),
    },
    Setting {
        key: "limits.page_size_default",
        meaning: "resources in a page when the client names no count",
        set: |c, text| put(&mut c.limits.page_size_default, positive(text)),
        show: |c| c.limits.page_size_default.to_string(),
    },
    Setting {
        key: "limits.page_size_max",
        meaning: "resources in a page whatever count says",
        set: |c, text| put(&mut c.limits.page_size_max, positive(text)),
        show: |c| c.limits.page_size_max.to_string(),
    },
    Setting {
        key: "limits.cursor_timeout_seconds",
        meaning: "seconds that a cursor is good for: how long a client may take between two pages",
        set: |c, text| put(&mut c.limits.cursor_timeout_seconds, positive(text)),
        show: |c| c.limits.cursor_timeout_seconds.to_string(),
    },
    Setting {
        key: "limits.patch_operations_max",
        meaning: "operations in one PATCH",
        set: |c, text| put(&mut c.limits.patch_operations_max, positive(text)),
        show: |c| c.limits.patch_operations_max.to_string(),
    },
    Setting {
        key: "limits.bulk_operations_max",
        meaning: "operations in one bulk request",
        set: |c, text| put(&mut c.limits.bulk_operations_max, positive(text)),
        show: |c| c.limits.bulk_operations_max.to_string(),
    },
    Setting {
        key: "limits.bulk_body_bytes_max",
        meaning: "bytes of a bulk request's body",
        set: |c, text| put(&mut c.http.bulk_body_bytes_max, positive(text)),
        show: |c| c.http.bulk_body_bytes_max.to_string(),
    },
    Setting {
        key: "limits.file_body_bytes_max",
        meaning: "bytes of a file in a request's body",
        set: |c, text| put(&mut c.http.file_body_bytes_max, positive(text)),
        show: |c| c.http.file_body_bytes_max.to_string(),
    },
    Setting {
        key: "limits.jobs_waiting_max",
        meaning: "requests of one tenant that may wait for an asynchronous answer",
        set: |c, text| put(&mut c.limits.jobs_waiting_max, positive(text)),
        show: |c| c.limits.jobs_waiting_max.to_string(),
    },
    Setting {
        key: "limits.jobs_waiting_bytes_max",
        meaning: "bytes of all requests of one tenant that wait for an asynchronous answer",
        set: |c, text| put(&mut c.limits.jobs_waiting_bytes_max, positive(text)),
        show: |c| c.limits.jobs_waiting_bytes_max.to_string(),
    },
    Setting {
        key: "limits.job_lease_seconds",
        meaning: "seconds after which an asynchronous request whose worker is silent is taken over",
        set: |c, text| put(&mut c.limits.job_lease_seconds, positive(text)),
        show: |c| c.limits.job_lease_seconds.to_string(),
    },
    Setting {
        key: "limits.job_results_hours",
        meaning: "hours that the result of an asynchronous request is kept",
        set: |c, text| put(&mut c.limits.job_results_hours, positive(text)),
        show: |c| c.limits.job_results_hours.to_string(),
    },
    Setting {
        key: "limits.idempotency_hours",
        meaning: "hours that the answer to a request with an Idempotency-Key is kept",
        set: |c, text| put(&mut c.limits.idempotency_hours, positive(text)),
        show: |c| c.limits.idempotency_hours.to_string(),
    },
    Setting {
        key: "limits.members_max",
        meaning: "members named in one request",
        set: |c, text| put(&mut c.limits.members_max, positive(text)),
        show: |c| c.limits.members_max.to_string(),
    },
    Setting {
        key: "limits.learned_attributes_max",
        meaning: "attributes learned from what one tenant's providers send under unknown URNs",
        set: |c, text| put(&mut c.limits.learned_attributes_max, positive(text)),
        show: |c| c.limits.learned_attributes_max.to_string(),
    },
    Setting {
        key: "limits.export_chunk_rows",
        meaning: "people that an export reads at a time",
        set: |c, text| put(&mut c.limits.export_chunk_rows, positive(text)),
        show: |c| c.limits.export_chunk_rows.to_string(),
    },
    Setting {
        key: "limits.requests_per_second_max",
        meaning: "requests of one tenant a second on this replica; more are answered 429 with Retry-After; 0: no limit",
        set: |c, text| put(&mut c.http.requests_per_second_max, number(text)),
        show: |c| c.http.requests_per_second_max.to_string(),
    },
    Setting {
        key: "limits.requests_at_once_max",
        meaning: "changes of one tenant, and as many reads and exports, worked on at a time; the others wait. While other tenants ask as well: a sixteenth of that, of exports one for each core, and of the reads of a tenant that asks for much (more than 50 requests a second, or reads of more than a quarter of each second and more than its part of all the time spent) one for each two cores, each with a rest after it",
        set: |c, text| put(&mut c.http.requests_at_once_max, positive(text)),
        show: |c| c.http.requests_at_once_max.to_string(),
    },
    Setting {
        key: "limits.requests_waiting_max",
        meaning: "changes of one tenant, and as many reads and exports, that may wait for their turn; more are answered 429 with Retry-After, and so is who waited for 5 seconds",
        set: |c, text| put(&mut c.http.requests_waiting_max, positive(text)),
        show: |c| c.http.requests_waiting_max.to_string(),
    },
    Setting {
        key: "limits.poll_events_max",
        meaning: "events in one answer to a poll",
        set: |c, text| put(&mut c.limits.poll_events_max, positive(text)),
        show: |c| c.limits.poll_events_max.to_string(),
    },
    Setting {
        key: "limits.poll_seconds_max",
        meaning: "seconds that a poll may wait for an event",
        set: |c, text| put(&mut c.limits.poll_seconds_max, positive(text)),
        show: |c| c.limits.poll_seconds_max.to_string(),
    },
    Setting {
        key: "limits.push_attempts_max",
        meaning: "failed attempts to push an event, after which its stream is paused",
        set: |c, text| put(&mut c.limits.push_attempts_max, positive(text)),
        show: |c| c.limits.push_attempts_max.to_string(),
    },
    Setting {
        key: "limits.push_seconds_max",
        meaning: "seconds that one attempt to push an event may take",
        set: |c, text| put(&mut c.limits.push_seconds_max, positive(text)),
        show: |c| c.limits.push_seconds_max.to_string(),
    },
    Setting {
        key: "limits.announcements_days",
        meaning: "days that announcements of what changed of people are kept",
        set: |c, text| put(&mut c.limits.announcements_days, positive(text)),
        show: |c| c.limits.announcements_days.to_string(),
    },
    Setting {
        key: "limits.webhook_failing_hours_max",
        meaning: "hours that a webhook may fail before it is disabled",
        set: |c, text| put(&mut c.limits.webhook_failing_hours_max, positive(text)),
        show: |c| c.limits.webhook_failing_hours_max.to_string(),
    },
    Setting {
        key: "request_log",
        meaning: "what is kept of each request to /scim: off (nothing), meaning (all but bodies), bodies (encrypted, shown masked)",
        set: |c, text| put(&mut c.limits.request_log, logged(text)),
        show: |c| c.limits.request_log.as_str().to_owned(),
    },
    Setting {
        key: "limits.request_log_days",
        meaning: "days that the request log keeps a request",
        set: |c, text| put(&mut c.limits.request_log_days, positive(text)),
        show: |c| c.limits.request_log_days.to_string(),
    },
    Setting {
        key: "limits.request_log_bytes_max",
        meaning: "bytes that the requests of one tenant may take there; beyond them the oldest go first",
        set: |c, text| put(&mut c.limits.request_log_bytes_max, positive(text)),
        show: |c| c.limits.request_log_bytes_max.to_string(),
    },
    Setting {
        key: "limits.request_log_body_bytes_max",
        meaning: "bytes that are kept of each body there",
        set: |c, text| put(&mut c.limits.request_log_body_bytes_max, positive(text)),
        show: |c| c.limits.request_log_body_bytes_max.to_string(),
    },
    Setting {
        key: "limits.events_check_milliseconds",
        meaning: "milliseconds after which it is looked again whether there is something to tell",
        set: |c, text| put(&mut c.limits.events_check_milliseconds, positive(text)),
        show: |c| c.limits.events_check_milliseconds.to_string(),
    },
    Setting {
        key: "limits.pulls_check_milliseconds",
        meaning: "milliseconds after which it is looked again whether people are to be pulled from somewhere",
        set: |c, text| put(&mut c.limits.pulls_check_milliseconds, positive(text)),
        show: |c| c.limits.pulls_check_milliseconds.to_string(),
    },
    Setting {
        key: "limits.pull_seconds_max",
        meaning: "seconds that one answer of a source of people may take",
        set: |c, text| put(&mut c.limits.pull_seconds_max, positive(text)),
        show: |c| c.limits.pull_seconds_max.to_string(),
    },
    Setting {
        key: "limits.alerts_check_seconds",
        meaning: "seconds after which it is looked again for what goes wrong with a tenant",
        set: |c, text| put(&mut c.limits.alerts_check_seconds, positive(text)),
        show: |c| c.limits.alerts_check_seconds.to_string(),
    },
    Setting {
        key: "leavers.retention_days",
        meaning: "days that a deactivated person can be brought back before leavers.afterwards",
        set: |c, text| put(&mut c.limits.leaver_retention_days, number(text)),
        show: |c| c.limits.leaver_retention_days.to_string(),
    },
    Setting {
        key: "leavers.afterwards",
        meaning: "what becomes of them then: keep (nothing), anonymise (only the id stays), delete",
        set: |c, text| put(&mut c.limits.leavers_afterwards, afterwards(text)),
        show: |c| c.limits.leavers_afterwards.as_str().to_owned(),
    },
    Setting {
        key: "limits.session_idle_hours",
        meaning: "hours that a session of the console may rest before it ends",
        set: |c, text| put(&mut c.limits.session_idle_hours, positive(text)),
        show: |c| c.limits.session_idle_hours.to_string(),
    },
    Setting {
        key: "limits.session_days_max",
        meaning: "days that a session of the console lasts whatever happens",
        set: |c, text| put(&mut c.limits.session_days_max, positive(text)),
        show: |c| c.limits.session_days_max.to_string(),
    },
    Setting {
        key: "limits.sign_in_pause_seconds_max",
        meaning: "seconds that the pause after failures to sign in becomes at most",
        set: |c, text| put(&mut c.limits.sign_in_pause_seconds_max, positive(text)),
        show: |c| c.limits.sign_in_pause_seconds_max.to_string(),
    },
    Setting {
        key: "limits.passwords_at_once_max",
        meaning: "passwords that are compared at the same time; each takes 19 MiB and a core",
        set: |c, text| put(&mut c.limits.passwords_at_once_max, positive(text)),
        show: |c| c.limits.passwords_at_once_max.to_string(),
    },
    Setting {
        key: "limits.audit_days",
        meaning: "days that entries of the audit log are kept",
        set: |c, text| put(&mut c.limits.audit_days, positive(text)),
        show: |c| c.limits.audit_days.to_string(),
    },
    Setting {
        key: "limits.home_looks_at_people_max",
        meaning: "active people up to whom the console's home looks at everybody by itself; beyond, when somebody presses the button",
        set: |c, text| put(&mut c.http.home_looks_at_people_max, number(text)),
        show: |c| c.http.home_looks_at_people_max.to_string(),
    },
    Setting {
        key: "limits.keep_alive_seconds",
        meaning: "seconds that an idle connection is kept",
        set: |c, text| put(&mut c.http.keep_alive_seconds, positive(text)),
        show: |c| c.http.keep_alive_seconds.to_string(),
    },
    Setting {
        key: "limits.drain_notice_seconds",
        meaning: "seconds after SIGTERM in which /readyz says no and everything else is served: longer than the proxy takes to notice",
        set: |c, text| put(&mut c.http.drain_notice_seconds, number(text)),
        show: |c| c.http.drain_notice_seconds.to_string(),
    },
    Setting {
        key: "limits.drain_seconds",
        meaning: "seconds that running requests may go on after that",
        set: |c, text| put(&mut c.http.drain_seconds, positive(text)),
        show: |c| c.http.drain_seconds.to_string(),
    },
];
