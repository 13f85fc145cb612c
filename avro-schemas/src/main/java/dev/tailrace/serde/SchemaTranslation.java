package dev.tailrace.serde;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;

/// Turns a record into the terms of another version of its schema, by Avro's own rules: fields by
/// name, added ones from their defaults, removed ones dropped.
///
/// It writes and reads the record once more, which costs; but it runs only where
/// use.latest.version meets a version that differs from the record's schema. Not thread-safe.
final class SchemaTranslation {
  private final Schema target;
  private final PayloadEncoder encoder = new PayloadEncoder();
  private final PayloadDecoder decoder = new PayloadDecoder();
  private final GenericDatumReader<GenericRecord> reader;
  private RecordWriter writer;

  private SchemaTranslation(Schema source, Schema target) {
    this.target = target;
    this.reader = new GenericDatumReader<>(source, target);
  }

  /// @throws RegistryRefusedException when the version cannot take records of the source
  static SchemaTranslation of(Schema source, RegisteredSchema latest) {
    var compatibility = SchemaCompatibility.checkReaderWriterCompatibility(latest.schema(), source);
    if (compatibility.getType() != SchemaCompatibilityType.COMPATIBLE) {
      throw new RegistryRefusedException(
          "a record of "
              + source.getFullName()
              + " cannot be written as version "
              + latest.version()
              + " of subject "
              + latest.subject()
              + ", the newest: "
              + compatibility.getResult().getIncompatibilities()
              + "; register the schema of this build, or set use.latest.version=false");
    }
    return new SchemaTranslation(source, latest.schema());
  }

  IndexedRecord emptyRecord() {
    return new GenericData.Record(target);
  }

  IndexedRecord apply(IndexedRecord data) throws IOException {
    if (writer == null) {
      writer = RecordWriter.of(data);
    }
    encoder.begin(0);
    writer.write(data, encoder);
    decoder.begin(encoder.toByteArray());
    return reader.read(null, decoder);
  }
}
