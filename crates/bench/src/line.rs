//! One line for each figure: `name value unit`, and a summary of durations.

use std::time::Duration;

/// Prints a figure.
pub fn print(name: &str, value: f64, unit: &str) {
    println!("{name} {value:.3} {unit}");
}

/// Prints the middle, the 95th and the 99th percentile of durations in milliseconds.
pub fn print_times(name: &str, times: &mut [Duration]) {
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
    if !times.is_empty() {
        print(&format!("{name}_p50"), at(0.50), "ms");
        print(&format!("{name}_p95"), at(0.95), "ms");
        print(&format!("{name}_p99"), at(0.99), "ms");
    }
}
