package dev.tailrace.metrics;

import static dev.tailrace.metrics.MetricKind.COUNTER;
import static dev.tailrace.metrics.MetricKind.GAUGE;
import static dev.tailrace.metrics.MetricKind.HISTOGRAM;
import static dev.tailrace.metrics.MetricUnit.BYTES;
import static dev.tailrace.metrics.MetricUnit.COUNT;
import static dev.tailrace.metrics.MetricUnit.SECONDS;

import java.util.List;

/// What the sinks of a Kafka Connect worker tell, at `/metrics` of its REST interface.
///
/// [Metric] says what the parts of an entry mean.
public enum SinkMetric implements Metric {
  ROWS(
      "tailrace_sink_rows_total",
      COUNTER,
      COUNT,
      "Rows the store has taken; those of replays that were skipped are not among them.",
      "0 while the time lag rises: the store takes nothing.",
      "connector",
      "topic"),
  BATCHES(
      "tailrace_sink_batches_total",
      COUNTER,
      COUNT,
      "Writes to the store that succeeded: batches, collections of upserts, or files.",
      "Rows by batch: below a hundred at high rates the store gets many small writes.",
      "connector",
      "topic"),
  SKIPPED_BATCHES(
      "tailrace_sink_skipped_batches_total",
      COUNTER,
      COUNT,
      "Batches that were read again and were in the store already.",
      "Rises after each restart and rebalance for a moment. Steadily: offsets are not committed.",
      "connector",
      "topic"),
  REJECTED_ROWS(
      "tailrace_sink_rejected_rows_total",
      COUNTER,
      COUNT,
      "Rows that no store could take; they lie in the connector's dead letter topic.",
      "Any: the code, the registry or a producer of the topic is wrong.",
      "connector",
      "topic"),
  FAILURES(
      "tailrace_sink_failures_total",
      COUNTER,
      COUNT,
      "Writes that failed: `transient` ones are tried again, a `broken` one stops the task until"
          + " somebody acts.",
      "`broken`: read the trace of the task. `transient` at a steady rate: the store is overloaded"
          + " or away.",
      "connector",
      "kind"),
  TIME_LAG(
      "tailrace_sink_time_lag_seconds",
      GAUGE,
      SECONDS,
      "How long the oldest record that is not stored has been waiting: now minus its Kafka"
          + " timestamp, or minus the moment when the partition was last seen with nothing waiting"
          + " if that is later; 0 when nothing waits.",
      "The one to alert on. Under flow about the age of a batch for ClickHouse and Postgres, up to"
          + " the roll interval for files.",
      "connector",
      "topic",
      "partition"),
  FRESHNESS(
      "tailrace_sink_freshness_seconds",
      GAUGE,
      SECONDS,
      "How old the newest stored record is, by its Kafka timestamp, while another one waits; 0 when"
          + " nothing waits.",
      "What a reader of the store misses at most. No value until the task has stored a record of"
          + " the partition.",
      "connector",
      "topic",
      "partition"),
  BACKLOG(
      "tailrace_sink_backlog_bytes",
      GAUGE,
      BYTES,
      "Records that the tasks of a connector have read and not stored.",
      "Near `backlog.max.bytes` or `upsert.max.bytes` times the tasks: reading pauses, the store is"
          + " the bottleneck.",
      "connector"),
  WRITE(
      "tailrace_sink_write_seconds",
      HISTOGRAM,
      SECONDS,
      "How long the store took for a write that succeeded.",
      "A rising quantile is the first sign of an overloaded store.",
      "connector"),
  TASKS(
      "tailrace_sink_tasks",
      GAUGE,
      COUNT,
      "Tasks of a connector by state, as the Connect cluster knows them; every worker of a cluster"
          + " gives the same number.",
      "`failed` above 0, or `running` below the tasks that were asked for.",
      "connector",
      "state");

  @SuppressWarnings("ImmutableEnumChecker") // its list is made by List.of
  private final Description description;

  SinkMetric(
      String text, MetricKind kind, MetricUnit unit, String help, String watch, String... labels) {
    description = new Description(text, kind, unit, help, watch, List.of(labels));
  }

  @Override
  public Description description() {
    return description;
  }
}
