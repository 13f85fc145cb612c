package dev.tailrace.engines;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;

/// The seven compatibility levels of the Confluent registry.
///
/// Backward: the new schema reads data of the old one. Forward: the old schema reads data of the
/// new one. Full: both. The plain levels look at the newest version only, the transitive ones at
/// all.
enum Compatibility {
  NONE,
  BACKWARD,
  BACKWARD_TRANSITIVE,
  FORWARD,
  FORWARD_TRANSITIVE,
  FULL,
  FULL_TRANSITIVE;

  static Compatibility parse(String level) {
    try {
      return valueOf(level.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException _) {
      throw RegistryException.invalidLevel(level);
    }
  }

  /// Says what stands between a new schema and the ones before it.
  ///
  /// @param earlier oldest first
  /// @return one message per incompatibility; empty when the new schema may follow
  List<String> problems(Schema fresh, List<Schema> earlier) {
    List<String> problems = new ArrayList<>();
    for (Schema old : relevant(earlier)) {
      if (isBackward()) {
        collect(fresh, old, "reader: new schema, writer: earlier schema", problems);
      }
      if (isForward()) {
        collect(old, fresh, "reader: earlier schema, writer: new schema", problems);
      }
    }
    return problems;
  }

  private List<Schema> relevant(List<Schema> earlier) {
    boolean all =
        this == BACKWARD_TRANSITIVE || this == FORWARD_TRANSITIVE || this == FULL_TRANSITIVE;
    return all || earlier.isEmpty() ? earlier : List.of(earlier.getLast());
  }

  private boolean isBackward() {
    return switch (this) {
      case BACKWARD, BACKWARD_TRANSITIVE, FULL, FULL_TRANSITIVE -> true;
      case NONE, FORWARD, FORWARD_TRANSITIVE -> false;
    };
  }

  private boolean isForward() {
    return switch (this) {
      case FORWARD, FORWARD_TRANSITIVE, FULL, FULL_TRANSITIVE -> true;
      case NONE, BACKWARD, BACKWARD_TRANSITIVE -> false;
    };
  }

  private static void collect(Schema reader, Schema writer, String roles, List<String> problems) {
    for (Incompatibility found :
        SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
            .getResult()
            .getIncompatibilities()) {
      problems.add(
          found.getType()
              + " at "
              + found.getLocation()
              + ": "
              + found.getMessage()
              + " ("
              + roles
              + ")");
    }
  }
}
