package dev.tailrace.sink.clickhouse;

import dev.tailrace.sink.Batch;

/// What the engine knows a batch by.
///
/// @param text table, topic, partition and batch id: two topics or two tables never share it
record BatchToken(String text) {
  static BatchToken of(String table, Batch batch) {
    return new BatchToken(
        String.join(
            ",", table, batch.topic(), Integer.toString(batch.partition()), batch.batchId()));
  }

  /// The deduplication token of one INSERT. A generation never looks like a group: a batch whose
  /// second schema has the id 2 would lose its second generation to it.
  ///
  /// @param generation empty, or `#` and what sets it apart: see [BatchCompletion]
  /// @param group empty, or a comma and the schema id: a batch has an INSERT for each schema
  String deduplication(String generation, String group) {
    return text + generation + group;
  }
}
