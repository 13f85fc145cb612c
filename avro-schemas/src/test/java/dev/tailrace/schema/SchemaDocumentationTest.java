package dev.tailrace.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/// A schema in the registry is read by people who have nothing else.
class SchemaDocumentationTest {
  @Test
  void everyRecordAndField_hasADoc() {
    List<String> undocumented = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Schema schema :
        List.of(Event.SCHEMA$, Mutation.SCHEMA$, DeadLetter.SCHEMA$, TailEvent.SCHEMA$)) {
      collect(schema, undocumented, seen);
    }

    assertThat(undocumented).isEmpty();
    assertThat(seen).hasSize(17);
  }

  private static void collect(Schema schema, List<String> undocumented, Set<String> seen) {
    switch (schema.getType()) {
      case UNION -> schema.getTypes().forEach(it -> collect(it, undocumented, seen));
      case ARRAY -> collect(schema.getElementType(), undocumented, seen);
      case MAP -> collect(schema.getValueType(), undocumented, seen);
      case RECORD -> {
        if (seen.add(schema.getFullName())) {
          check(schema.getName(), schema.getDoc(), undocumented);
          for (Schema.Field field : schema.getFields()) {
            check(schema.getName() + "." + field.name(), field.doc(), undocumented);
            collect(field.schema(), undocumented, seen);
          }
        }
      }
      default -> {
        // a plain value: the field's doc tells of it
      }
    }
  }

  private static void check(String name, String doc, List<String> undocumented) {
    if (doc == null || doc.isBlank()) {
      undocumented.add(name);
    }
  }
}
