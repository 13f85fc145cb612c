package dev.tailrace.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompatibilityTest {
  private static final Schema PLAIN =
      SchemaBuilder.record("R").fields().requiredInt("a").endRecord();
  private static final Schema ADDED_WITH_DEFAULT =
      SchemaBuilder.record("R").fields().requiredInt("a").optionalInt("b").endRecord();
  private static final Schema ADDED_WITHOUT_DEFAULT =
      SchemaBuilder.record("R").fields().requiredInt("a").requiredInt("b").endRecord();
  private static final Schema OTHER_TYPE =
      SchemaBuilder.record("R").fields().requiredString("a").endRecord();

  /// The change from PLAIN to: b added with a default; b added without; a with another type.
  @ParameterizedTest
  @CsvSource({
    "NONE, true, true, true",
    "BACKWARD, true, false, false",
    "BACKWARD_TRANSITIVE, true, false, false",
    "FORWARD, true, true, false",
    "FORWARD_TRANSITIVE, true, true, false",
    "FULL, true, false, false",
    "FULL_TRANSITIVE, true, false, false",
  })
  void level_allowsAndForbids(
      Compatibility level, boolean withDefault, boolean withoutDefault, boolean otherType) {
    assertThat(allows(level, ADDED_WITH_DEFAULT, PLAIN)).isEqualTo(withDefault);
    assertThat(allows(level, ADDED_WITHOUT_DEFAULT, PLAIN)).isEqualTo(withoutDefault);
    assertThat(allows(level, OTHER_TYPE, PLAIN)).isEqualTo(otherType);
  }

  /// Removing a field without a default reads old data, but old readers miss it.
  @ParameterizedTest
  @CsvSource({"BACKWARD, true", "FORWARD, false", "FULL, false"})
  void removedField_isBackwardOnly(Compatibility level, boolean allowed) {
    assertThat(allows(level, PLAIN, ADDED_WITHOUT_DEFAULT)).isEqualTo(allowed);
  }

  /// The newest version would do, an older one would not.
  @ParameterizedTest
  @CsvSource({
    "BACKWARD, true", "BACKWARD_TRANSITIVE, false",
    "FORWARD, true", "FORWARD_TRANSITIVE, false",
    "FULL, true", "FULL_TRANSITIVE, false",
  })
  void transitiveLevels_lookAtAllVersions(Compatibility level, boolean allowed) {
    assertThat(allows(level, ADDED_WITH_DEFAULT, OTHER_TYPE, PLAIN)).isEqualTo(allowed);
  }

  @Test
  void firstVersion_isAlwaysAllowed() {
    for (Compatibility level : Compatibility.values()) {
      assertThat(allows(level, PLAIN)).isTrue();
    }
  }

  @Test
  void problem_namesKindPlaceAndRoles() {
    assertThat(Compatibility.BACKWARD.problems(ADDED_WITHOUT_DEFAULT, List.of(PLAIN)))
        .singleElement()
        .asString()
        .contains("READER_FIELD_MISSING_DEFAULT_VALUE", "/fields/1", "b", "reader: new schema");
  }

  @Test
  void level_isParsedInAnyCase() {
    assertThat(Compatibility.parse("full_transitive")).isEqualTo(Compatibility.FULL_TRANSITIVE);
    assertThatThrownBy(() -> Compatibility.parse("half")).hasMessageContaining("'half'");
  }

  private static boolean allows(Compatibility level, Schema fresh, Schema... earlier) {
    return level.problems(fresh, List.of(earlier)).isEmpty();
  }
}
