package dev.tailrace.app;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// How far the application has come in `tail.raw`.
record RawOffsets(Admin admin) {

  /// Whether it has committed every record there is.
  boolean isComplete() throws ExecutionException, InterruptedException {
    return committedOffsets().equals(endOffsets());
  }

  /// How many records it has committed.
  long committedRecords() throws ExecutionException, InterruptedException {
    return committedOffsets().values().stream().mapToLong(Long::longValue).sum();
  }

  private Map<TopicPartition, Long> committedOffsets()
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (Map.Entry<TopicPartition, OffsetAndMetadata> entry :
        admin
            .listConsumerGroupOffsets("tailrace")
            .partitionsToOffsetAndMetadata()
            .get()
            .entrySet()) {
      if (entry.getKey().topic().equals("tail.raw")
          && entry.getValue() != null
          && entry.getValue().offset() > 0) {
        offsets.put(entry.getKey(), entry.getValue().offset());
      }
    }
    return offsets;
  }

  private Map<TopicPartition, Long> endOffsets() throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (int i = 0; i < Cluster.PARTITIONS; i++) {
      latest.put(new TopicPartition("tail.raw", i), OffsetSpec.latest());
    }
    Map<TopicPartition, Long> offsets = new HashMap<>();
    admin
        .listOffsets(latest)
        .all()
        .get()
        .forEach(
            (partition, end) -> {
              if (end.offset() > 0) {
                offsets.put(partition, end.offset());
              }
            });
    return offsets;
  }
}
