package dev.tailrace.metrics;

import static dev.tailrace.metrics.MetricKind.COUNTER;
import static dev.tailrace.metrics.MetricKind.GAUGE;
import static dev.tailrace.metrics.MetricKind.HISTOGRAM;
import static dev.tailrace.metrics.MetricUnit.BYTES;
import static dev.tailrace.metrics.MetricUnit.COUNT;
import static dev.tailrace.metrics.MetricUnit.RATIO;
import static dev.tailrace.metrics.MetricUnit.SECONDS;

import java.util.List;

/// What a process of the topology tells of its work, at its own `/metrics`.
///
/// [Metric] says what the parts of an entry mean.
public enum TopologyMetric implements Metric {
  EVENTS_IN(
      "tailrace_events_in_total",
      COUNTER,
      COUNT,
      "Raw records that were processed: each became an event, a dead letter or a counted notice.",
      "The rate is the load of the partition. 0 while `tailrace_time_lag_seconds` rises: nothing"
          + " moves.",
      "partition"),
  EVENTS_OUT(
      "tailrace_events_out_total",
      COUNTER,
      COUNT,
      "Records that were written, by topic; without the seals of `events`.",
      "Events are no fewer than raw records without dead letters and notices; each accepted"
          + " mutation adds one.",
      "topic"),
  DEAD_LETTERS(
      "tailrace_dead_letters_total",
      COUNTER,
      COUNT,
      "Records, and mutations within records, that were refused, by reason.",
      "Any steady rate: a producer sends what cannot be read. `processing-failed` is a defect of"
          + " Tailrace.",
      "reason"),
  TELEMETRY_LOSS(
      "tailrace_telemetry_loss_total",
      COUNTER,
      COUNT,
      "Signs that Cloudflare left something out before it reached the raw topic: `truncated`"
          + " events, and the notices `overload`, `overload-stop` and `other-notice`, which are"
          + " counted and dropped.",
      "`overload`: the tail samples, so events are missing that no later stage can bring back."
          + " `truncated`: scripts log more than the runtime passes on.",
      "kind"),
  BATCHES(
      "tailrace_batches_total",
      COUNTER,
      COUNT,
      "Batches that ended, by cause: `rows` or `bytes` when the next rows did not fit, `age`, or"
          + " `restart` when a former life had left it open.",
      "Mostly `age` at rest, mostly `rows` or `bytes` under load. `restart` outside of deployments:"
          + " the process crashes.",
      "cause"),
  TICKS(
      "tailrace_ticks_total",
      COUNTER,
      COUNT,
      "Seals without rows, written after the last data so that sinks which cut by time can go on.",
      "Only to understand records on `events` that hold nothing."),
  TIME_LAG(
      "tailrace_time_lag_seconds",
      GAUGE,
      SECONDS,
      "How long the oldest raw record that is not committed as processed has been waiting: now"
          + " minus its Kafka timestamp, or minus the moment when the partition was last seen with"
          + " nothing waiting if that is later; 0 when nothing waits.",
      "The one to alert on and to scale by. Under flow it is the commit interval, about 0.1; when"
          + " it rises steadily, add instances up to the number of partitions.",
      "partition"),
  FRESHNESS(
      "tailrace_freshness_seconds",
      GAUGE,
      SECONDS,
      "How old the newest processed raw record is, by its Kafka timestamp, while another one waits;"
          + " 0 when nothing waits.",
      "What a reader of the events misses at most. After a long silence it is large for the moment"
          + " until the first new record is committed, which the time lag is not.",
      "partition"),
  LATE_EVENTS(
      "tailrace_late_events_total",
      COUNTER,
      COUNT,
      "Events captured later than the grace after the end of their hour; their windows get a row"
          + " that is marked incomplete.",
      "Any rate: producers deliver after more than `tailrace.windows.grace`."),
  WINDOW_LATENESS(
      "tailrace_window_lateness_seconds",
      HISTOGRAM,
      SECONDS,
      "How long after the end of their hour events were captured; only those that were captured"
          + " after it are observed.",
      "Quantiles near `tailrace.windows.grace`: raise it, or see why producers deliver so late."),
  STATE_ENTRIES(
      "tailrace_state_entries",
      GAUGE,
      COUNT,
      "Entries of a state store over all partitions of the instance; an estimate for stores on"
          + " disk.",
      "`window-panes` follows the number of scripts and error types of the last grace.",
      "store"),
  STATE_BYTES(
      "tailrace_state_bytes",
      GAUGE,
      BYTES,
      "Size of a state store on disk and in its write buffers, over all partitions of the instance;"
          + " only for stores on disk.",
      "Against the size of the volume.",
      "store"),
  ROCKSDB_MEMORY(
      "tailrace_rocksdb_memory_bytes",
      GAUGE,
      BYTES,
      "Memory outside the heap that state stores use: `cache` is all of the shared cache,"
          + " `memtables` the write buffers, which are part of it, `readers` what open files use"
          + " beside it.",
      "`cache` is bounded by 96 MiB and normally stays near what it once reached; `readers` grows"
          + " with the state.",
      "kind"),
  REBALANCES(
      "tailrace_rebalances_total",
      COUNTER,
      COUNT,
      "How often the instance took part in a rebalance of its group.",
      "Several in ten minutes outside of deployments: an instance comes and goes."),
  RESTORED(
      "tailrace_restored_ratio",
      GAUGE,
      RATIO,
      "Which share of the records of the changelogs that are being read is restored; 1 when none"
          + " is.",
      "Below 1 for long: the state is large or the brokers are slow. The instance is not ready"
          + " until then."),
  STATE(
      "tailrace_state",
      GAUGE,
      COUNT,
      "1 for what the instance is doing, 0 for all else: `starting`, `running`, `stopped`,"
          + " `failed`.",
      "`failed`: it has stopped by itself, and its log and `/health/live` say why.",
      "state"),
  POLL_AGE(
      "tailrace_poll_age_seconds",
      GAUGE,
      SECONDS,
      "How long ago the stream thread that is furthest behind asked for records.",
      "Above a few seconds a thread hangs; from `tailrace.health.poll-limit` on `/health/live` says"
          + " so."),
  THREAD_FAILURES(
      "tailrace_thread_failures_total",
      COUNTER,
      COUNT,
      "Stream threads that failed, for a time or for good.",
      "Any rate: brokers or the schema registry are out of reach, and the log says which.");

  @SuppressWarnings("ImmutableEnumChecker") // its list is made by List.of
  private final Description description;

  TopologyMetric(
      String text, MetricKind kind, MetricUnit unit, String help, String watch, String... labels) {
    description = new Description(text, kind, unit, help, watch, List.of(labels));
  }

  @Override
  public Description description() {
    return description;
  }
}
