package dev.tailrace.sink.clickhouse;

import dev.tailrace.sink.Outcome.RejectedRow;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The rows of a batch that share a writer schema. Almost always that is all of them: the sealer
/// begins a new batch after a restart, and so after any change of schema.
///
/// Source of the framing: Confluent wire format, a zero byte and the schema id in four bytes.
final class SchemaGroup {
  /// Where the Avro bytes begin in a value.
  static final int HEADER_BYTES = 5;

  private final int schemaId;
  private int[] rows = new int[64];
  private int count;

  private SchemaGroup(int schemaId) {
    this.schemaId = schemaId;
  }

  int schemaId() {
    return schemaId;
  }

  int count() {
    return count;
  }

  /// Index in the batch of the group's n-th row.
  int row(int n) {
    return rows[n];
  }

  private void add(int row) {
    if (count == rows.length) {
      rows = Arrays.copyOf(rows, count * 2);
    }
    rows[count++] = row;
  }

  /// Groups in the order in which their schemas appear; values without a frame are rejected.
  static Collection<SchemaGroup> of(List<byte[]> values, List<RejectedRow> rejected) {
    Map<Integer, SchemaGroup> groups = new LinkedHashMap<>();
    SchemaGroup last = null;
    for (int row = 0; row < values.size(); row++) {
      byte[] value = values.get(row);
      if (value.length < HEADER_BYTES || value[0] != 0) {
        rejected.add(new RejectedRow(row, notFramed(value)));
        continue;
      }
      int id = ByteBuffer.wrap(value).getInt(1);
      if (last == null || last.schemaId != id) {
        last = groups.computeIfAbsent(id, SchemaGroup::new);
      }
      last.add(row);
    }
    return groups.values();
  }

  private static String notFramed(byte[] value) {
    return value.length < HEADER_BYTES
        ? "a value of " + value.length + " bytes is too short for a schema id"
        : "the value begins with byte " + value[0] + ", not with the 0 of framed Avro";
  }
}
