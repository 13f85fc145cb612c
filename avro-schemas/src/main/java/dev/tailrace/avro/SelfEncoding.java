package dev.tailrace.avro;

import java.io.IOException;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.Encoder;

/// An Avro record that knows how it is written, without being asked for each field. What it writes
/// must be what any other writer makes of its fields; its users test that.
public interface SelfEncoding extends IndexedRecord {
  /// Writes all fields in the order of the schema.
  ///
  /// @throws IOException when the encoder does
  void encode(Encoder out) throws IOException;
}
