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

/// A path with everything variable taken out: `/scim/Users/{id}`. Whatever is not ours is `other`, so that a
/// scanner cannot fill the memory with labels.
pub fn endpoint(path: &str, registry: &Registry) -> String {
    let mut segments: Vec<&str> = path
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect();
    if segments.first() == Some(&"scim") && segments.get(1) == Some(&"v2") {
        segments.remove(1);
    }
    let known = |name: &str| registry.by_endpoint(name).is_some();
    match segments.as_slice() {
        [] => "/".to_owned(),
        ["scim"]
        | ["healthz" | "readyz" | "metrics"]
        | [
            "scim",
            "ServiceProviderConfig" | "ResourceTypes" | "Schemas" | "Bulk" | "Me",
        ] => {
            format!("/{}", segments.join("/"))
        }
        ["scim", ".async", _] => "/scim/.async/{txn}".to_owned(),
        ["scim", "ResourceTypes", _] => "/scim/ResourceTypes/{id}".to_owned(),
        ["scim", "Schemas", _] => "/scim/Schemas/{id}".to_owned(),
        ["scim", name] if known(name) => format!("/scim/{name}"),
        ["scim", name, _] if known(name) => format!("/scim/{name}/{{id}}"),
        ["api", "v1", name @ ("smart-fields" | "target-users")] => format!("/api/v1/{name}"),
        ["api", "v1", "event-streams"] => "/api/v1/event-streams".to_owned(),
        ["api", "v1", "event-streams", _] => "/api/v1/event-streams/{id}".to_owned(),
        ["api", "v1", "event-streams", _, verb @ ("pause" | "resume")] => {
            format!("/api/v1/event-streams/{{id}}/{verb}")
        }
        ["events", _, "poll"] => "/events/{id}/poll".to_owned(),
        [".well-known", "jwks.json"] => "/.well-known/jwks.json".to_owned(),
        ["api", "v1", "people", _, "smart-fields"] => "/api/v1/people/{id}/smart-fields".to_owned(),
        _ => "other".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_are_few() {
        let registry = Registry::builtin();
        for (path, label) in [
            ("/", "/"),
            ("/scim", "/scim"),
            ("/scim/v2", "/scim"),
            ("/scim/Users", "/scim/Users"),
            ("/scim/v2/Users", "/scim/Users"),
            ("/scim/v2/Users/0192", "/scim/Users/{id}"),
            ("/scim/v2/Bulk", "/scim/Bulk"),
            ("/scim/.async/0192", "/scim/.async/{txn}"),
            ("/scim/Things/0192", "other"),
            ("/scim/v2/Schemas/urn:x", "/scim/Schemas/{id}"),
            (
                "/api/v1/people/7/smart-fields",
                "/api/v1/people/{id}/smart-fields",
            ),
            ("/events/7/poll", "/events/{id}/poll"),
            ("/.well-known/jwks.json", "/.well-known/jwks.json"),
            ("/wp-login.php", "other"),
        ] {
            assert_eq!(endpoint(path, &registry), label);
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
