package dev.tailrace.sink;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;

/// Connect's side of a task, in memory.
final class FakeContext implements SinkTaskContext {
  final List<SinkRecord> reported = new CopyOnWriteArrayList<>();
  final Set<TopicPartition> paused = new HashSet<>();
  boolean withReporter = true;
  final AtomicInteger reportsToFail = new AtomicInteger();
  boolean commitRequested;
  long timeoutMillis = -1;

  @Override
  public ErrantRecordReporter errantRecordReporter() {
    return withReporter ? this::report : null;
  }

  private Future<Void> report(SinkRecord errant, Throwable why) {
    if (reportsToFail.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      return CompletableFuture.failedFuture(new TimeoutException("no broker"));
    }
    reported.add(errant);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void requestCommit() {
    commitRequested = true;
  }

  @Override
  public void pause(TopicPartition... partitions) {
    paused.addAll(List.of(partitions));
  }

  @Override
  public void resume(TopicPartition... partitions) {
    paused.removeAll(new ArrayList<>(List.of(partitions)));
  }

  @Override
  public void timeout(long newTimeoutMillis) {
    timeoutMillis = newTimeoutMillis;
  }

  @Override
  public Map<String, String> configs() {
    return Map.of();
  }

  @Override
  public void offset(Map<TopicPartition, Long> offsets) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void offset(TopicPartition partition, long offset) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Set<TopicPartition> assignment() {
    throw new UnsupportedOperationException();
  }

  @Override
  public PluginMetrics pluginMetrics() {
    throw new UnsupportedOperationException();
  }
}
