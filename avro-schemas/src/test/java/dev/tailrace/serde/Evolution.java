package dev.tailrace.serde;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;

/// Makes other versions of a schema.
final class Evolution {
  private Evolution() {}

  /// The schema as it was before the field was added.
  static Schema without(String field, Schema schema) {
    return withFields(
        schema, schema.getFields().stream().filter(it -> !it.name().equals(field)).toList());
  }

  /// The schema with an optional text field more, in the first place.
  static Schema with(String field, Schema schema) {
    List<Schema.Field> fields = new ArrayList<>();
    fields.add(
        new Schema.Field(
            field,
            SchemaBuilder.unionOf().nullType().and().stringType().endUnion(),
            "Added.",
            Schema.Field.NULL_DEFAULT_VALUE));
    fields.addAll(schema.getFields());
    return withFields(schema, fields);
  }

  /// The record as a writer with that older schema would have it.
  static GenericRecord without(String field, SpecificRecord original) {
    return copy(original, without(field, original.getSchema()));
  }

  /// The fields of the original that the schema has too.
  static GenericRecord copy(SpecificRecord original, Schema schema) {
    GenericRecord data = new GenericData.Record(schema);
    for (Schema.Field field : original.getSchema().getFields()) {
      Schema.Field target = schema.getField(field.name());
      if (target != null) {
        Object value = original.get(field.pos());
        data.put(target.pos(), value instanceof Instant time ? time.toEpochMilli() : value);
      }
    }
    return data;
  }

  private static Schema withFields(Schema schema, List<Schema.Field> fields) {
    return Schema.createRecord(
        schema.getName(),
        schema.getDoc(),
        schema.getNamespace(),
        false,
        fields.stream().map(it -> new Schema.Field(it, it.schema())).toList());
  }
}
