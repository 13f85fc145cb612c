package dev.tailrace.app;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/// How much of the changelogs that are being read is restored. Thread-safe.
final class RestoreProgress implements StateRestoreListener {
  private record Restoring(long from, long now, long to) {
    Restoring reached(long offset) {
      return new Restoring(from, Math.max(now, offset), to);
    }
  }

  private final Map<TopicPartition, Restoring> restoring = new ConcurrentHashMap<>();

  /// From 0 to 1; 1 when nothing is being restored.
  double ratio() {
    long done = 0;
    long all = 0;
    for (Restoring one : restoring.values()) {
      done += one.now() - one.from();
      all += one.to() - one.from();
    }
    return all <= 0 ? 1 : Math.min(1, (double) done / all);
  }

  @Override
  public void onRestoreStart(TopicPartition partition, String store, long from, long to) {
    restoring.put(partition, new Restoring(from, from, to));
  }

  @Override
  public void onBatchRestored(TopicPartition partition, String store, long end, long restored) {
    restoring.computeIfPresent(partition, (_, one) -> one.reached(end + 1));
  }

  @Override
  public void onRestoreEnd(TopicPartition partition, String store, long restored) {
    restoring.remove(partition);
  }

  @Override
  public void onRestoreSuspended(TopicPartition partition, String store, long restored) {
    restoring.remove(partition);
  }
}
