package dev.tailrace.postgres.schema;

import dev.tailrace.postgres.schema.ThingsSchemaReport.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// Compares one table, function or operator with what it should be; each difference carries its
/// remedy.
final class ShapeDifference {
  static final String NOTHING = "nothing";

  /// Between two statements of one remedy.
  private static final String THEN = "; then ";

  private final ObjectShape expected;
  private final ObjectShape found;
  private final List<Problem> problems = new ArrayList<>();

  ShapeDifference(ObjectShape expected, ObjectShape found) {
    this.expected = expected;
    this.found = found;
  }

  List<Problem> problems() {
    if (!expected.kind().equals(found.kind())) {
      add("", expected.kind(), found.kind(), kindRemedy());
    }
    if (!expected.definition().equals(found.definition())) {
      add(
          "",
          expected.definition(),
          found.definition(),
          "make the %s anew as its migration writes it".formatted(expected.kind()));
    }
    addColumns();
    addConstraints();
    addIndexes();
    return List.copyOf(problems);
  }

  private String kindRemedy() {
    return found.kind().equals("unlogged " + expected.kind())
        ? alter("SET LOGGED")
        : "give it another name, and make the %s as its migration writes it"
            .formatted(expected.kind());
  }

  private void addColumns() {
    expected.columns().forEach(this::addColumn);
    for (String name : found.columns().keySet()) {
      if (!expected.columns().containsKey(name)) {
        add(
            " column " + name,
            NOTHING,
            found.columns().get(name).definition(),
            alter("DROP COLUMN %s, or write a migration that adds it".formatted(name)));
      }
    }
    List<String> wantedOrder = expected.commonColumns(found);
    List<String> order = found.commonColumns(expected);
    if (!wantedOrder.equals(order)) {
      add(
          " column order",
          String.join(", ", wantedOrder),
          String.join(", ", order),
          "columns cannot be moved: make the table anew under another name, copy the rows with"
              + " INSERT … SELECT, and rename the two");
    }
  }

  private void addColumn(String name, Column wanted) {
    Column is = found.columns().get(name);
    String element = " column " + name;
    if (is == null) {
      String add = alter("ADD COLUMN %s %s".formatted(name, wanted.definition()));
      add(element, wanted.definition(), NOTHING, add);
    } else if (!wanted.equals(is)) {
      add(element, wanted.definition(), is.definition(), columnRemedy(name, wanted, is));
    }
  }

  private String columnRemedy(String name, Column wanted, Column is) {
    if (!wanted.generated().equals(is.generated())) {
      return alter("DROP COLUMN " + name)
          + THEN
          + alter("ADD COLUMN %s %s".formatted(name, wanted.definition()));
    }
    List<String> changes = new ArrayList<>();
    if (!wanted.type().equals(is.type())) {
      changes.add("TYPE " + wanted.type());
    }
    if (!wanted.defaultValue().equals(is.defaultValue())) {
      changes.add(
          wanted.defaultValue().isEmpty()
              ? "DROP DEFAULT"
              : "SET DEFAULT " + wanted.defaultValue());
    }
    if (!wanted.nullability().equals(is.nullability())) {
      changes.add(wanted.nullability().isEmpty() ? "DROP NOT NULL" : "SET NOT NULL");
    }
    return alter(
        String.join(
            ", ",
            changes.stream().map(change -> "ALTER COLUMN %s %s".formatted(name, change)).toList()));
  }

  private void addConstraints() {
    for (String name : names(expected.constraints(), found.constraints())) {
      String wanted = expected.constraints().getOrDefault(name, NOTHING);
      String is = found.constraints().getOrDefault(name, NOTHING);
      String drop = "DROP CONSTRAINT " + name;
      String add = "ADD CONSTRAINT %s %s".formatted(name, wanted);
      if (is.equals(NOTHING)) {
        add(" constraint " + name, wanted, is, alter(add));
      } else if (wanted.equals(NOTHING)) {
        add(" constraint " + name, wanted, is, alter(drop));
      } else if (!wanted.equals(is)) {
        add(" constraint " + name, wanted, is, alter(drop + ", " + add));
      }
    }
  }

  private void addIndexes() {
    for (String name : names(expected.indexes(), found.indexes())) {
      String wanted = expected.indexes().getOrDefault(name, NOTHING);
      String is = found.indexes().getOrDefault(name, NOTHING);
      String drop = "DROP INDEX " + name;
      if (is.equals(NOTHING)) {
        add(" index " + name, wanted, is, wanted);
      } else if (wanted.equals(NOTHING)) {
        // Any other that somebody made for questions of their own is none of our business.
        if (found.uniqueIndexes().contains(name)) {
          add(" index " + name, wanted, is, drop + ": it refuses rows that the sink writes");
        }
      } else if (!wanted.equals(is)) {
        add(" index " + name, wanted, is, drop + THEN + wanted);
      }
    }
  }

  private static SortedSet<String> names(Map<String, String> expected, Map<String, String> found) {
    SortedSet<String> names = new TreeSet<>(expected.keySet());
    names.addAll(found.keySet());
    return names;
  }

  private void add(String element, String wanted, String is, String remedy) {
    problems.add(new Problem(expected.name() + element, wanted, is, remedy));
  }

  private String alter(String change) {
    return "ALTER TABLE %s %s".formatted(expected.name(), change);
  }
}
