package dev.tailrace.metrics;

import static dev.tailrace.metrics.MetricKind.COUNTER;
import static dev.tailrace.metrics.MetricKind.GAUGE;
import static dev.tailrace.metrics.MetricKind.SUMMARY;
import static dev.tailrace.metrics.MetricUnit.BYTES;
import static dev.tailrace.metrics.MetricUnit.COUNT;
import static dev.tailrace.metrics.MetricUnit.SECONDS;

import java.util.List;

/// What every process of Tailrace tells of itself and its virtual machine.
///
/// Names and meanings are those of Prometheus's Java client, except for [#BUILD_INFO].
public enum ProcessMetric implements Metric {
  BUILD_INFO(
      "tailrace_build_info",
      GAUGE,
      COUNT,
      "Always 1; the labels say what runs.",
      "More than one version at once outside of deployments.",
      "version",
      "kafka",
      "java"),
  PROCESS_CPU(
      "process_cpu_seconds_total",
      COUNTER,
      SECONDS,
      "Processor time the process has used, of all its threads.",
      "The rate is the number of processors in use; at the limit of the container it is"
          + " throttled."),
  PROCESS_START(
      "process_start_time_seconds",
      GAUGE,
      SECONDS,
      "When the process was started, Unix epoch seconds.",
      "Changes outside of deployments: the process crashes."),
  PROCESS_MEMORY(
      "process_resident_memory_bytes",
      GAUGE,
      BYTES,
      "Memory of the process: heap, state stores, buffers, code.",
      "Against the limit of the container."),
  PROCESS_OPEN_FILES(
      "process_open_fds",
      GAUGE,
      COUNT,
      "Open files and connections of the process.",
      "Against `process_max_fds`."),
  PROCESS_MOST_FILES(
      "process_max_fds",
      GAUGE,
      COUNT,
      "Files and connections the process may have open.",
      "A limit below some ten thousands is small for many partitions."),
  JVM_MEMORY_USED(
      "jvm_memory_used_bytes",
      GAUGE,
      BYTES,
      "Memory the virtual machine uses, by `area`: `heap` or `nonheap`.",
      "`heap` right after collections near its maximum: give it more.",
      "area"),
  JVM_MEMORY_MAX(
      "jvm_memory_max_bytes",
      GAUGE,
      BYTES,
      "Memory the virtual machine may use, by `area`; -1 where there is no limit.",
      "Beside `jvm_memory_used_bytes`.",
      "area"),
  JVM_GC(
      "jvm_gc_collection_seconds",
      SUMMARY,
      SECONDS,
      "Number and time of garbage collections, by collector.",
      "The rate of `_sum` is the share of time in collections: above 0.1 the heap is too small.",
      "gc"),
  JVM_THREADS(
      "jvm_threads_current",
      GAUGE,
      COUNT,
      "Platform threads of the virtual machine.",
      "Rises without end: a leak.");

  @SuppressWarnings("ImmutableEnumChecker") // its list is made by List.of
  private final Description description;

  ProcessMetric(
      String text, MetricKind kind, MetricUnit unit, String help, String watch, String... labels) {
    description = new Description(text, kind, unit, help, watch, List.of(labels));
  }

  @Override
  public Description description() {
    return description;
  }
}
