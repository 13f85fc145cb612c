/// The metrics of a process as Prometheus reads them: what is in the list of
/// [dev.tailrace.metrics.Metric], and nothing else.
///
/// Needs Prometheus's Java client, which this module does not bring along: whoever exposes metrics
/// depends on it by itself. Read [dev.tailrace.exposition.Exposition].
package dev.tailrace.exposition;
