package dev.tailrace.sink.iceberg;

import java.util.List;
import java.util.Objects;

/// All files that hold the rows of one partition up to an offset, as far as they were not handed
/// on before. With its files in the table, every row before `next` is in the table.
///
/// @param partition names the source of the rows, such as `kafka/events-3`
/// @param files in any order
/// @param next offset after the last row
/// @param throughMillis everything the partition's writer sealed before this time is among them
public record Wave(String partition, List<NewFile> files, long next, long throughMillis) {
  public Wave {
    Objects.requireNonNull(partition, "partition");
    files = List.copyOf(files);
  }
}
