//! What is counted, in the format of Prometheus.

use std::time::Duration;

use metrics::{counter, describe_counter, describe_histogram, histogram, with_local_recorder};
use metrics_exporter_prometheus::{
    BuildError, PrometheusBuilder, PrometheusHandle, PrometheusRecorder,
};
use scim_core::schema::Registry;

const REQUESTS: &str = "rollcall_http_requests_total";
const DURATION: &str = "rollcall_http_request_duration_seconds";
const EVENTS: &str = "rollcall_events_total";
const EVENT_DELAY: &str = "rollcall_event_push_delay_seconds";
const PULL_RUNS: &str = "rollcall_pull_runs_total";
const PULL_REQUESTS: &str = "rollcall_pull_requests_total";
const PULL_PEOPLE: &str = "rollcall_pull_people_total";
const LOG_DROPPED: &str = "rollcall_request_log_dropped_total";
/// Okta gives up after 60 seconds.
const BUCKETS_SECONDS: &[f64] = &[
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0,
];

/// The counters of one server.
pub struct Metrics {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
}

impl Metrics {
    /// Counters at zero.
    ///
    /// # Errors
    /// None in practice: the buckets are constant and not empty.
    pub fn new() -> Result<Self, BuildError> {
        let recorder = PrometheusBuilder::new()
            .set_buckets(BUCKETS_SECONDS)?
            .build_recorder();
        with_local_recorder(&recorder, || {
            describe_counter!(
                REQUESTS,
                "Requests answered, by method, endpoint and status."
            );
            describe_histogram!(
                DURATION,
                "Seconds from a request's head to its answer's head."
            );
            describe_counter!(
                EVENTS,
                "Security events, by outcome: pushed, push_failed, push_given_up, polled."
            );
            describe_counter!(
                PULL_RUNS,
                "Runs that pulled people, by outcome: done, failed."
            );
            describe_counter!(
                PULL_REQUESTS,
                "Requests sent to where people are pulled from."
            );
            describe_counter!(PULL_PEOPLE, "People read from there.");
            describe_counter!(
                LOG_DROPPED,
                "Requests that could not be kept in the request log."
            );
            describe_histogram!(
                EVENT_DELAY,
                "Seconds from a change to its receiver's acknowledgement of the push."
            );
        });
        Ok(Self {
            handle: recorder.handle(),
            recorder,
        })
    }

    /// Counts a request. `endpoint` must be one of few ([`endpoint`]).
    pub fn request(&self, method: &'static str, endpoint: String, status: u16, elapsed: Duration) {
        with_local_recorder(&self.recorder, || {
            histogram!(DURATION, "method" => method, "endpoint" => endpoint.clone())
                .record(elapsed.as_secs_f64());
            counter!(REQUESTS, "method" => method, "endpoint" => endpoint, "status" => status.to_string()).increment(1);
        });
    }

    /// Counts a run that pulled people, by how it ended: one of few words.
    pub fn pull_ended(&self, outcome: &'static str) {
        with_local_recorder(&self.recorder, || {
            counter!(PULL_RUNS, "outcome" => outcome).increment(1);
        });
    }

    /// Counts a request to where people are pulled from.
    pub fn pull_request(&self) {
        with_local_recorder(&self.recorder, || {
            counter!(PULL_REQUESTS).increment(1);
        });
    }

    /// Counts people who were read there.
    pub fn pulled(&self, people: usize) {
        with_local_recorder(&self.recorder, || {
            counter!(PULL_PEOPLE).increment(people as u64);
        });
    }

    /// Counts events by what became of them: one of few words.
    pub fn events(&self, outcome: &'static str, count: u64) {
        with_local_recorder(&self.recorder, || {
            counter!(EVENTS, "outcome" => outcome).increment(count);
        });
    }

    /// Counts an event that its receiver has acknowledged, so long after its change.
    pub fn event_pushed(&self, delay: Duration) {
        self.events("pushed", 1);
        with_local_recorder(&self.recorder, || {
            histogram!(EVENT_DELAY).record(delay.as_secs_f64());
        });
    }

    /// How many requests could not be kept in the request log so far.
    pub fn log_dropped(&self, number: u64) {
        with_local_recorder(&self.recorder, || {
            counter!(LOG_DROPPED).absolute(number);
        });
    }

    /// Everything, as `/metrics` shows it.
    pub fn render(&self) -> String {
        self.handle.render()
    }

    /// Sorts what was measured into its buckets; to be called now and then even if nobody reads.
    pub fn tidy(&self) {
        self.handle.run_upkeep();
    }
}

/// The methods that are told apart; a client may send any word.
pub fn method(method: &actix_web::http::Method) -> &'static str {
    ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
        .into_iter()
        .find(|known| *known == method.as_str())
        .unwrap_or("other")
}

/// The route that a path took, as it is counted: `/scim/Users/{id}`. `pattern` is the router's
/// (`/scim/v2/{endpoint}/{id}`); resource types of every installation are named, those of one tenant are not, and
/// what has no route is `other`, so that a scanner cannot fill the memory with labels.
pub fn endpoint(pattern: Option<&str>, path: &str, registry: &Registry) -> String {
    let Some(pattern) = pattern else {
        return "other".to_owned();
    };
    let (base, rest) = match pattern.strip_prefix("/scim/v2") {
        Some(rest) => ("/scim", rest),
        None => ("", pattern),
    };
    let route = format!("{base}{rest}");
    let place = pattern.split('/').position(|part| part == "{endpoint}");
    let name = place.and_then(|place| path.split('/').nth(place));
    match name.and_then(|name| registry.by_endpoint(name)) {
        Some(rt) => route.replace("{endpoint}", &rt.endpoint),
        None => route,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_are_few() {
        let registry = Registry::builtin();
        for (pattern, path, label) in [
            (Some("/"), "/", "/"),
            (Some("/scim"), "/scim", "/scim"),
            (Some("/scim/v2"), "/scim/v2", "/scim"),
            (Some("/scim/{endpoint}"), "/scim/Users", "/scim/Users"),
            (Some("/scim/v2/{endpoint}"), "/scim/v2/Users", "/scim/Users"),
            (
                Some("/scim/v2/{endpoint}/{id}"),
                "/scim/v2/Users/Groups",
                "/scim/Users/{id}",
            ),
            (
                Some("/scim/{endpoint}/.search"),
                "/scim/Things/.search",
                "/scim/{endpoint}/.search",
            ),
            (
                Some("/api/v1/schemas/{urn}"),
                "/api/v1/schemas/urn:x",
                "/api/v1/schemas/{urn}",
            ),
            (None, "/wp-login.php", "other"),
        ] {
            assert_eq!(endpoint(pattern, path, &registry), label);
        }
    }

    #[test]
    fn what_was_counted_is_shown() {
        let metrics = Metrics::new().unwrap();
        metrics.request(
            "GET",
            "/scim/Users".to_owned(),
            200,
            Duration::from_millis(3),
        );
        let text = metrics.render();
        assert!(text.contains(r#"rollcall_http_requests_total{method="GET",endpoint="/scim/Users",status="200"} 1"#), "{text}");
        assert!(text.contains(r#"le="0.005"} 1"#), "{text}");
    }
}
