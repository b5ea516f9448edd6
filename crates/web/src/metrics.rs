//! Counts for the operator, in the text form that Prometheus reads.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Mutex;
use std::time::Duration;

/// Upper bounds of the time classes in microseconds.
const CLASSES_US: [u64; 12] =
    [500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 5_000_000];

/// All counts since the start.
#[derive(Debug, Default)]
pub struct Metrics(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    counters: BTreeMap<(&'static str, String), u64>,
    times: BTreeMap<(&'static str, String), Times>,
}

#[derive(Clone, Debug, Default)]
struct Times {
    classes: [u64; CLASSES_US.len()],
    count: u64,
    sum_us: u64,
}

impl Metrics {
    /// Counts one more of `name` with these labels, such as `route="/healthz",status="200"`.
    pub fn count(&self, name: &'static str, labels: String) {
        *self.held().counters.entry((name, labels)).or_default() += 1;
    }

    /// Adds one duration to the histogram `name`.
    pub fn time(&self, name: &'static str, labels: String, took: Duration) {
        let took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let mut counts = self.held();
        let times = counts.times.entry((name, labels)).or_default();
        times.count += 1;
        times.sum_us = times.sum_us.saturating_add(took_us);
        if let Some(class) = CLASSES_US.iter().position(|bound| took_us <= *bound) {
            times.classes[class] += 1;
        }
    }

    /// The counts as text, with what is read now: its name, its type and its value.
    pub fn to_text(&self, read: &[(&'static str, &'static str, u64)]) -> String {
        let counts = self.held();
        let mut lines = Lines::default();
        for (name, kind, value) in read {
            lines.head(name, kind);
            lines.add(name, "", "", &value.to_string());
        }
        for ((name, labels), value) in &counts.counters {
            lines.head(name, "counter");
            lines.add(name, "", labels, &value.to_string());
        }
        for ((name, labels), times) in &counts.times {
            lines.head(name, "histogram");
            let comma = if labels.is_empty() { "" } else { "," };
            let mut so_far = 0;
            for (bound, count) in CLASSES_US.iter().zip(times.classes) {
                so_far += count;
                lines.add(name, "_bucket", &format!("{labels}{comma}le=\"{}\"", seconds(*bound)), &so_far.to_string());
            }
            lines.add(name, "_bucket", &format!("{labels}{comma}le=\"+Inf\""), &times.count.to_string());
            lines.add(name, "_sum", labels, &seconds(times.sum_us));
            lines.add(name, "_count", labels, &times.count.to_string());
        }
        lines.text
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Counts> {
        self.0.lock().expect("no one panics while counting")
    }
}

/// The text under way, and whose head was written last.
#[derive(Default)]
struct Lines {
    text: String,
    last: &'static str,
}

impl Lines {
    fn head(&mut self, name: &'static str, kind: &str) {
        if self.last != name {
            self.last = name;
            writeln!(self.text, "# TYPE {name} {kind}").expect("a String takes all text");
        }
    }

    fn add(&mut self, name: &str, part: &str, labels: &str, value: &str) {
        let labels = if labels.is_empty() { String::new() } else { format!("{{{labels}}}") };
        writeln!(self.text, "{name}{part}{labels} {value}").expect("a String takes all text");
    }
}

/// Microseconds as decimal seconds, exactly.
fn seconds(us: u64) -> String {
    let text = format!("{}.{:06}", us / 1_000_000, us % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_times_read_as_prometheus_wants_them() {
        let metrics = Metrics::default();
        metrics.count("santong_requests_total", r#"status="200""#.into());
        metrics.count("santong_requests_total", r#"status="200""#.into());
        metrics.time("santong_request_seconds", String::new(), Duration::from_micros(700));
        metrics.time("santong_request_seconds", String::new(), Duration::from_secs(9));
        let text = metrics.to_text(&[("santong_connections", "gauge", 3)]);
        for line in [
            "# TYPE santong_connections gauge\nsantong_connections 3\n",
            "# TYPE santong_requests_total counter\nsantong_requests_total{status=\"200\"} 2\n",
            "santong_request_seconds_bucket{le=\"0.0005\"} 0\n",
            "santong_request_seconds_bucket{le=\"0.001\"} 1\n",
            "santong_request_seconds_bucket{le=\"5\"} 1\n",
            "santong_request_seconds_bucket{le=\"+Inf\"} 2\n",
            "santong_request_seconds_sum 9.0007\n",
        ] {
            assert!(text.contains(line), "{line} in\n{text}");
        }
        assert_eq!(text.matches("# TYPE").count(), 3);
    }
}
