package dev.tailrace.metrics;

import static dev.tailrace.metrics.MetricKind.COUNTER;
import static dev.tailrace.metrics.MetricKind.GAUGE;
import static dev.tailrace.metrics.MetricKind.HISTOGRAM;
import static dev.tailrace.metrics.MetricKind.SUMMARY;
import static dev.tailrace.metrics.MetricSource.BOTH;
import static dev.tailrace.metrics.MetricSource.SINKS;
import static dev.tailrace.metrics.MetricSource.TOPOLOGY;
import static dev.tailrace.metrics.MetricUnit.BYTES;
import static dev.tailrace.metrics.MetricUnit.COUNT;
import static dev.tailrace.metrics.MetricUnit.RATIO;
import static dev.tailrace.metrics.MetricUnit.SECONDS;

import java.util.Arrays;
import java.util.List;

/// Every metric there is. What is not in this list is not exposed, and what is in it is.
///
/// Names and labels never change once released: alerts and dashboards of others refer to them.
public enum Metric {
  EVENTS_IN(
      "tailrace_events_in_total",
      COUNTER,
      COUNT,
      TOPOLOGY,
      "Raw records that were processed: each became an event, a dead letter or a counted notice.",
      "The rate is the load of the partition. 0 while `tailrace_time_lag_seconds` rises: nothing"
          + " moves.",
      "partition"),
  EVENTS_OUT(
      "tailrace_events_out_total",
      COUNTER,
      COUNT,
      TOPOLOGY,
      "Records that were written, by topic; without the seals of `events`.",
      "Events are no fewer than raw records without dead letters and notices; each accepted"
          + " mutation adds one.",
      "topic"),
  DEAD_LETTERS(
      "tailrace_dead_letters_total",
      COUNTER,
      COUNT,
      TOPOLOGY,
      "Records, and mutations within records, that were refused, by reason.",
      "Any steady rate: a producer sends what cannot be read. `processing-failed` is a defect of"
          + " Tailrace.",
      "reason"),
  TELEMETRY_LOSS(
      "tailrace_telemetry_loss_total",
      COUNTER,
      COUNT,
      TOPOLOGY,
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
      TOPOLOGY,
      "Batches that ended, by cause: `rows` or `bytes` when the next rows did not fit, `age`, or"
          + " `restart` when a former life had left it open.",
      "Mostly `age` at rest, mostly `rows` or `bytes` under load. `restart` outside of deployments:"
          + " the process crashes.",
      "cause"),
  TICKS(
      "tailrace_ticks_total",
      COUNTER,
      COUNT,
      TOPOLOGY,
      "Seals without rows, written after the last data so that sinks which cut by time can go on.",
      "Only to understand records on `events` that hold nothing."),
  TIME_LAG(
      "tailrace_time_lag_seconds",
      GAUGE,
      SECONDS,
      TOPOLOGY,
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
      TOPOLOGY,
      "How old the newest processed raw record is, by its Kafka timestamp, while another one waits;"
          + " 0 when nothing waits.",
      "What a reader of the events misses at most. After a long silence it is large for the moment"
          + " until the first new record is committed, which the time lag is not.",
      "partition"),
  LATE_EVENTS(
      "tailrace_late_events_total",
      COUNTER,
      COUNT,
      TOPOLOGY,
      "Events captured later than the grace after the end of their hour; their windows get a row"
          + " that is marked incomplete.",
      "Any rate: producers deliver after more than `tailrace.windows.grace`."),
  WINDOW_LATENESS(
      "tailrace_window_lateness_seconds",
      HISTOGRAM,
      SECONDS,
      TOPOLOGY,
      "How long after the end of their hour events were captured; only those that were captured"
          + " after it are observed.",
      "Quantiles near `tailrace.windows.grace`: raise it, or see why producers deliver so late."),
  STATE_ENTRIES(
      "tailrace_state_entries",
      GAUGE,
      COUNT,
      TOPOLOGY,
      "Entries of a state store over all partitions of the instance; an estimate for stores on"
          + " disk.",
      "`window-panes` follows the number of scripts and error types of the last grace.",
      "store"),
  STATE_BYTES(
      "tailrace_state_bytes",
      GAUGE,
      BYTES,
      TOPOLOGY,
      "Size of a state store on disk and in its write buffers, over all partitions of the instance;"
          + " only for stores on disk.",
      "Against the size of the volume.",
      "store"),
  ROCKSDB_MEMORY(
      "tailrace_rocksdb_memory_bytes",
      GAUGE,
      BYTES,
      TOPOLOGY,
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
      TOPOLOGY,
      "How often the instance took part in a rebalance of its group.",
      "Several in ten minutes outside of deployments: an instance comes and goes."),
  RESTORED(
      "tailrace_restored_ratio",
      GAUGE,
      RATIO,
      TOPOLOGY,
      "Which share of the records of the changelogs that are being read is restored; 1 when none"
          + " is.",
      "Below 1 for long: the state is large or the brokers are slow. The instance is not ready"
          + " until then."),
  STATE(
      "tailrace_state",
      GAUGE,
      COUNT,
      TOPOLOGY,
      "1 for what the instance is doing, 0 for all else: `starting`, `running`, `stopped`,"
          + " `failed`.",
      "`failed`: it has stopped by itself, and its log and `/health/live` say why.",
      "state"),
  POLL_AGE(
      "tailrace_poll_age_seconds",
      GAUGE,
      SECONDS,
      TOPOLOGY,
      "How long ago the stream thread that is furthest behind asked for records.",
      "Above a few seconds a thread hangs; from `tailrace.health.poll-limit` on `/health/live` says"
          + " so."),
  THREAD_FAILURES(
      "tailrace_thread_failures_total",
      COUNTER,
      COUNT,
      TOPOLOGY,
      "Stream threads that failed, for a time or for good.",
      "Any rate: brokers or the schema registry are out of reach, and the log says which."),

  SINK_ROWS(
      "tailrace_sink_rows_total",
      COUNTER,
      COUNT,
      SINKS,
      "Rows the store has taken; those of replays that were skipped are not among them.",
      "0 while the time lag rises: the store takes nothing.",
      "connector",
      "topic"),
  SINK_BATCHES(
      "tailrace_sink_batches_total",
      COUNTER,
      COUNT,
      SINKS,
      "Writes to the store that succeeded: batches, collections of upserts, or files.",
      "Rows by batch: below a hundred at high rates the store gets many small writes.",
      "connector",
      "topic"),
  SINK_SKIPPED_BATCHES(
      "tailrace_sink_skipped_batches_total",
      COUNTER,
      COUNT,
      SINKS,
      "Batches that were read again and were in the store already.",
      "Rises after each restart and rebalance for a moment. Steadily: offsets are not committed.",
      "connector",
      "topic"),
  SINK_REJECTED_ROWS(
      "tailrace_sink_rejected_rows_total",
      COUNTER,
      COUNT,
      SINKS,
      "Rows that no store could take; they lie in the connector's dead letter topic.",
      "Any: the code, the registry or a producer of the topic is wrong.",
      "connector",
      "topic"),
  SINK_FAILURES(
      "tailrace_sink_failures_total",
      COUNTER,
      COUNT,
      SINKS,
      "Writes that failed: `transient` ones are tried again, a `broken` one stops the task until"
          + " somebody acts.",
      "`broken`: read the trace of the task. `transient` at a steady rate: the store is overloaded"
          + " or away.",
      "connector",
      "kind"),
  SINK_TIME_LAG(
      "tailrace_sink_time_lag_seconds",
      GAUGE,
      SECONDS,
      SINKS,
      "How long the oldest record that is not stored has been waiting: now minus its Kafka"
          + " timestamp, or minus the moment when the partition was last seen with nothing waiting"
          + " if that is later; 0 when nothing waits.",
      "The one to alert on. Under flow about the age of a batch for ClickHouse and Postgres, up to"
          + " the roll interval for files.",
      "connector",
      "topic",
      "partition"),
  SINK_FRESHNESS(
      "tailrace_sink_freshness_seconds",
      GAUGE,
      SECONDS,
      SINKS,
      "How old the newest stored record is, by its Kafka timestamp, while another one waits; 0 when"
          + " nothing waits.",
      "What a reader of the store misses at most. No value until the task has stored a record of"
          + " the partition.",
      "connector",
      "topic",
      "partition"),
  SINK_BACKLOG(
      "tailrace_sink_backlog_bytes",
      GAUGE,
      BYTES,
      SINKS,
      "Records that the tasks of a connector have read and not stored.",
      "Near `backlog.max.bytes` or `upsert.max.bytes` times the tasks: reading pauses, the store is"
          + " the bottleneck.",
      "connector"),
  SINK_WRITE(
      "tailrace_sink_write_seconds",
      HISTOGRAM,
      SECONDS,
      SINKS,
      "How long the store took for a write that succeeded.",
      "A rising quantile is the first sign of an overloaded store.",
      "connector"),
  SINK_TASKS(
      "tailrace_sink_tasks",
      GAUGE,
      COUNT,
      SINKS,
      "Tasks of a connector by state, as the Connect cluster knows them; every worker of a cluster"
          + " gives the same number.",
      "`failed` above 0, or `running` below the tasks that were asked for.",
      "connector",
      "state"),

  BUILD_INFO(
      "tailrace_build_info",
      GAUGE,
      COUNT,
      BOTH,
      "Always 1; the labels say what runs.",
      "More than one version at once outside of deployments.",
      "version",
      "kafka",
      "java"),
  PROCESS_CPU(
      "process_cpu_seconds_total",
      COUNTER,
      SECONDS,
      BOTH,
      "Processor time the process has used, of all its threads.",
      "The rate is the number of processors in use; at the limit of the container it is"
          + " throttled."),
  PROCESS_START(
      "process_start_time_seconds",
      GAUGE,
      SECONDS,
      BOTH,
      "When the process was started, Unix epoch seconds.",
      "Changes outside of deployments: the process crashes."),
  PROCESS_MEMORY(
      "process_resident_memory_bytes",
      GAUGE,
      BYTES,
      BOTH,
      "Memory of the process: heap, state stores, buffers, code.",
      "Against the limit of the container."),
  PROCESS_OPEN_FILES(
      "process_open_fds",
      GAUGE,
      COUNT,
      BOTH,
      "Open files and connections of the process.",
      "Against `process_max_fds`."),
  PROCESS_MOST_FILES(
      "process_max_fds",
      GAUGE,
      COUNT,
      BOTH,
      "Files and connections the process may have open.",
      "A limit below some ten thousands is small for many partitions."),
  JVM_MEMORY_USED(
      "jvm_memory_used_bytes",
      GAUGE,
      BYTES,
      BOTH,
      "Memory the virtual machine uses, by `area`: `heap` or `nonheap`.",
      "`heap` right after collections near its maximum: give it more.",
      "area"),
  JVM_MEMORY_MAX(
      "jvm_memory_max_bytes",
      GAUGE,
      BYTES,
      BOTH,
      "Memory the virtual machine may use, by `area`; -1 where there is no limit.",
      "Beside `jvm_memory_used_bytes`.",
      "area"),
  JVM_GC(
      "jvm_gc_collection_seconds",
      SUMMARY,
      SECONDS,
      BOTH,
      "Number and time of garbage collections, by collector.",
      "The rate of `_sum` is the share of time in collections: above 0.1 the heap is too small.",
      "gc"),
  JVM_THREADS(
      "jvm_threads_current",
      GAUGE,
      COUNT,
      BOTH,
      "Platform threads of the virtual machine.",
      "Rises without end: a leak.");

  private final String text;
  private final MetricKind kind;
  private final MetricUnit unit;
  private final MetricSource source;
  private final String help;
  private final String watch;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> labels;

  Metric(
      String text,
      MetricKind kind,
      MetricUnit unit,
      MetricSource source,
      String help,
      String watch,
      String... labels) {
    this.text = text;
    this.kind = kind;
    this.unit = unit;
    this.source = source;
    this.help = help;
    this.watch = watch;
    this.labels = List.of(labels);
  }

  /// The name in Prometheus. Of a histogram or summary the series have `_count`, `_sum` and, for
  /// histograms, `_bucket` behind it.
  public String text() {
    return text;
  }

  public MetricKind kind() {
    return kind;
  }

  public MetricUnit unit() {
    return unit;
  }

  /// Which processes expose it.
  public MetricSource source() {
    return source;
  }

  /// What it means, in a sentence.
  public String help() {
    return help;
  }

  /// What an operator looks for.
  public String watch() {
    return watch;
  }

  /// Names of its labels, in their order.
  public List<String> labels() {
    return labels;
  }

  /// What a process of one kind exposes, no more and no less.
  ///
  /// @param process `TOPOLOGY` or `SINKS`
  public static List<Metric> of(MetricSource process) {
    return Arrays.stream(values()).filter(metric -> metric.source.includes(process)).toList();
  }
}
