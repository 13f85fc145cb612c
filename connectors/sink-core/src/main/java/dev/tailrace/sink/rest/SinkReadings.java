package dev.tailrace.sink.rest;

import dev.tailrace.exposition.Readings;
import dev.tailrace.metrics.Metric;
import dev.tailrace.metrics.MetricSource;
import dev.tailrace.metrics.SinkMetric;
import dev.tailrace.sink.SinkBeans;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/// Reads what the sinks of this JVM have put into JMX, and the states of their tasks. Thread-safe.
final class SinkReadings implements Consumer<Readings> {
  private static final List<String> STATES =
      List.of("running", "failed", "paused", "unassigned", "restarting", "stopped");

  private final Sinks sinks;

  SinkReadings(Sinks sinks) {
    this.sinks = sinks;
  }

  @Override
  public void accept(Readings to) {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    String[] names =
        Metric.of(MetricSource.SINKS).stream().map(Metric::text).toArray(String[]::new);
    for (ObjectName bean : server.queryNames(SinkBeans.all(), null)) {
      try {
        server.getAttributes(bean, names).asList().forEach(found -> read(to, bean, found));
      } catch (JMException _) {
        // The partition was given up just now.
      }
    }
    sinks.tasks().forEach((connector, tasks) -> readTasks(to, connector, tasks));
  }

  private static void readTasks(Readings to, String connector, Map<String, Integer> tasks) {
    STATES.forEach(state -> to.add(SinkMetric.TASKS, 0, connector, state));
    tasks.forEach((state, count) -> to.add(SinkMetric.TASKS, count, connector, state));
  }

  private static void read(Readings to, ObjectName bean, Attribute found) {
    Metric metric =
        Metric.of(MetricSource.SINKS).stream()
            .filter(known -> known.text().equals(found.getName()))
            .findFirst()
            .orElseThrow();
    String[] labels =
        metric.labels().stream().map(label -> SinkBeans.label(bean, label)).toArray(String[]::new);
    switch (found.getValue()) {
      case Double value -> to.add(metric, value, labels);
      case double[] distribution -> {
        int buckets = distribution.length - 1;
        long[] counts =
            Arrays.stream(distribution).limit(buckets).mapToLong(count -> (long) count).toArray();
        to.add(metric, counts, distribution[buckets], labels);
      }
      case null, default -> {} // not known at the moment
    }
  }
}
