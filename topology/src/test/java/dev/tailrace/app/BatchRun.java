package dev.tailrace.app;

import dev.tailrace.wire.BatchHeader;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// A batch as it lies in its partition: id and number of rows, and whether a seal ended it.
record BatchRun(int partition, String batchId, int rows, boolean sealed) {

  /// The batches of records of `events`, in their order.
  static List<BatchRun> of(List<ConsumerRecord<byte[], byte[]>> records) {
    List<BatchRun> runs = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      String id = BatchHeader.read(record.headers()).orElseThrow();
      boolean seal = record.value() == null;
      BatchRun last = runs.isEmpty() ? null : runs.getLast();
      if (last != null
          && last.partition() == record.partition()
          && last.batchId().equals(id)
          && !last.sealed()) {
        runs.set(
            runs.size() - 1,
            new BatchRun(last.partition(), id, last.rows() + (seal ? 0 : 1), seal));
      } else {
        runs.add(new BatchRun(record.partition(), id, seal ? 0 : 1, seal));
      }
    }
    return runs;
  }
}
