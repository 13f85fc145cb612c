/// The closed list of what Tailrace's processes tell about themselves in numbers. Whoever exposes a
/// metric, alerts on it or draws it takes it from here; docs/metrics.md is made from it.
///
/// Depends on nothing but the JDK. Read [dev.tailrace.metrics.Metric].
package dev.tailrace.metrics;
