package dev.tailrace.stack;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// How far ClickHouse's table `events` is in each partition of the raw topic; a question that stays
/// cheap while the table grows.
///
/// Not thread-safe.
public final class NewestRows {
  private static final long NONE = -1;

  private final ClickHouseHttp clickHouse;
  private final String[] batches;
  private final long[] offsets;

  /// @param partitions of the raw topic
  public NewestRows(ClickHouseHttp clickHouse, int partitions) {
    this.clickHouse = clickHouse;
    this.batches = new String[partitions];
    this.offsets = new long[partitions];
    Arrays.fill(batches, "");
    Arrays.fill(offsets, NONE);
  }

  /// Asks for the highest offset of the raw topic that has a row, by partition; -1 for none. A
  /// record that makes no row shows with the next one that does.
  ///
  /// @throws StackException when the server does not answer
  public long[] ask() {
    for (List<String> row : clickHouse.rows(question())) {
      int partition = Integer.parseInt(row.get(0));
      offsets[partition] = Long.parseLong(row.get(1));
      batches[partition] = row.get(2);
    }
    return offsets.clone();
  }

  /// Batch ids rise within a partition, and an index leaves out parts without newer ones.
  private String question() {
    return """
    SELECT source_partition, max(source_offset), max(pipeline_batch_id) FROM events
    WHERE pipeline_batch_id >= '%s' AND source_partition IN (%s)
    GROUP BY source_partition SETTINGS max_threads = 1
    """
        .formatted(Collections.min(List.of(batches)), partitions());
  }

  private String partitions() {
    return String.join(",", IntStream.range(0, offsets.length).mapToObj(String::valueOf).toList());
  }
}
