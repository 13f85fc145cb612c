package dev.tailrace.sink.parquet;

import dev.tailrace.sink.avro.AvroCursor;
import org.apache.parquet.io.api.RecordConsumer;

/// Reads one Avro value at the cursor and gives it to Parquet, or passes over it.
@FunctionalInterface
interface FieldWriter {
  void write(AvroCursor in, RecordConsumer out);
}
