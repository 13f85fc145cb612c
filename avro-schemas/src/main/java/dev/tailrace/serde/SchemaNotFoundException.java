package dev.tailrace.serde;

import org.apache.kafka.common.errors.SerializationException;

/// The registry does not know the schema id of a record. Permanent and the record's own fault:
/// asking again does not help, other records may well be readable.
public final class SchemaNotFoundException extends SerializationException {
  private final int schemaId;

  SchemaNotFoundException(int schemaId, String message) {
    super(message);
    this.schemaId = schemaId;
  }

  public int schemaId() {
    return schemaId;
  }
}
