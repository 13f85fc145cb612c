package dev.tailrace.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.avro.JsonProperties.Null;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.Test;

/// The schemas are a contract with data that is already written: a change of one must be seen.
///
/// When a change is meant, check it against docs/schemas.md and run this test with
/// `-Dgolden.update`; the file's diff then goes into the review.
class SchemaGoldenTest {
  private static final Path GOLDEN = Path.of("src/test/resources/schema-fingerprints.txt");
  private static final List<Schema> SCHEMAS =
      List.of(
          Event.SCHEMA$,
          Mutation.SCHEMA$,
          ServiceMetricsHourly.SCHEMA$,
          ErrorTrends5Min.SCHEMA$,
          PartialWindow.SCHEMA$,
          DeadLetter.SCHEMA$,
          TailEvent.SCHEMA$);

  @Test
  void fingerprints_areTheReviewedOnes() throws Exception {
    String now = SCHEMAS.stream().map(SchemaGoldenTest::describe).collect(Collectors.joining());
    if (System.getProperty("golden.update") != null) {
      Files.writeString(GOLDEN, now);
    }

    assertThat(now)
        .as("schemas changed; if that is meant, run this test with -Dgolden.update")
        .isEqualTo(golden());
  }

  private static String golden() throws IOException {
    return Files.readString(GOLDEN);
  }

  /// The fingerprint covers names, types and order; defaults and logical types do not enter
  /// Avro's canonical form, so they are written out.
  private static String describe(Schema schema) {
    StringBuilder text = new StringBuilder();
    text.append(schema.getFullName()).append("  sha-256 ").append(sha256(schema)).append('\n');
    for (Schema.Field field : schema.getFields()) {
      text.append("  ").append(field.name()).append(": ").append(type(field.schema()));
      if (field.hasDefaultValue()) {
        text.append(" = ").append(field.defaultVal() instanceof Null ? "null" : field.defaultVal());
      }
      text.append('\n');
    }
    return text.append('\n').toString();
  }

  private static String type(Schema schema) {
    if (schema.getLogicalType() != null) {
      return schema.getLogicalType().getName();
    }
    return switch (schema.getType()) {
      case UNION ->
          schema.getTypes().stream().map(SchemaGoldenTest::type).collect(Collectors.joining(" | "));
      case ARRAY -> "array of " + type(schema.getElementType());
      case MAP -> "map of " + type(schema.getValueType());
      default -> schema.getName();
    };
  }

  private static String sha256(Schema schema) {
    try {
      return HexFormat.of().formatHex(SchemaNormalization.parsingFingerprint("SHA-256", schema));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
