package dev.tailrace.clickhouse;

import dev.tailrace.clickhouse.SchemaReport.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Compares one table or view with what it should be; each difference carries its remedy.
final class ShapeDifference {
  static final String NOTHING = "nothing";

  /// Between two statements of one remedy.
  static final String THEN = "; then ";

  private final String qualifiedName;
  private final String onCluster;
  private final TableShape expected;
  private final TableShape found;

  ShapeDifference(Placeholders placeholders, TableShape expected, TableShape found) {
    this.qualifiedName = placeholders.database() + "." + expected.name();
    this.onCluster = placeholders.render("remedy", "{{on_cluster}}");
    this.expected = expected;
    this.found = found;
  }

  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    Set<String> elements = new LinkedHashSet<>(expected.elements().keySet());
    elements.addAll(found.elements().keySet());
    for (String element : elements) {
      String wanted = expected.elements().getOrDefault(element, NOTHING);
      String is = found.elements().getOrDefault(element, NOTHING);
      if (!wanted.equals(is)) {
        problems.add(
            new Problem(expected.name() + " " + element, wanted, is, remedy(element, wanted, is)));
      }
    }
    List<String> wantedOrder = expected.commonColumns(found);
    List<String> order = found.commonColumns(expected);
    if (!wantedOrder.equals(order)) {
      problems.add(
          new Problem(
              expected.name() + " column order",
              String.join(", ", wantedOrder),
              String.join(", ", order),
              moves(wantedOrder, order)));
    }
    return problems;
  }

  private String remedy(String element, String wanted, String is) {
    if (element.startsWith(TableShape.COLUMN)) {
      return columnRemedy(element.substring(TableShape.COLUMN.length()), wanted, is);
    }
    if (element.startsWith(TableShape.INDEX)) {
      String index = element.substring(TableShape.INDEX.length());
      return remadeRemedy("INDEX " + index, wanted, wanted, is);
    }
    if (element.startsWith(TableShape.PROJECTION)) {
      String projection = element.substring(TableShape.PROJECTION.length());
      return remadeRemedy("PROJECTION " + projection, "(" + wanted + ")", wanted, is);
    }
    if (element.startsWith("SETTING ")) {
      String name = element.substring("SETTING ".length());
      return wanted.equals(NOTHING)
          ? alter("RESET SETTING " + name)
          : alter("MODIFY SETTING %s = %s".formatted(name, wanted));
    }
    return switch (element) {
      case "TTL" -> wanted.equals(NOTHING) ? alter("REMOVE TTL") : alter("MODIFY TTL " + wanted);
      case "SELECT", "TO" ->
          "DROP VIEW %s%s".formatted(qualifiedName, onCluster)
              + THEN
              + "create it as its migration writes it";
      default ->
          "%s of a table cannot be altered: create %s anew under another name as its migration writes it, copy the rows with INSERT SELECT, and exchange the two with EXCHANGE TABLES"
              .formatted(element, qualifiedName);
    };
  }

  /// Moves column by column until the order is right.
  private String moves(List<String> wantedOrder, List<String> order) {
    List<String> columns = new ArrayList<>(order);
    List<String> moves = new ArrayList<>();
    for (int i = 0; i < wantedOrder.size(); i++) {
      String column = wantedOrder.get(i);
      if (!columns.get(i).equals(column)) {
        columns.remove(column);
        columns.add(i, column);
        String place = i == 0 ? "FIRST" : "AFTER " + wantedOrder.get(i - 1);
        String definition = expected.elements().get(TableShape.COLUMN + column);
        moves.add(alter("MODIFY COLUMN %s %s %s".formatted(column, definition, place)));
      }
    }
    return String.join(THEN, moves);
  }

  private String columnRemedy(String column, String wanted, String is) {
    if (is.equals(NOTHING)) {
      List<String> names = new ArrayList<>(expected.elements().keySet());
      int before = names.indexOf(TableShape.COLUMN + column) - 1;
      boolean isFirst = before < 0 || !names.get(before).startsWith(TableShape.COLUMN);
      String place =
          isFirst ? "FIRST" : "AFTER " + names.get(before).substring(TableShape.COLUMN.length());
      return alter("ADD COLUMN %s %s %s".formatted(column, wanted, place));
    }
    if (wanted.equals(NOTHING)) {
      return alter("DROP COLUMN %s, or write a migration that adds it".formatted(column));
    }
    StringBuilder remedy = new StringBuilder();
    for (String property : List.of("DEFAULT", "MATERIALIZED", "ALIAS", "CODEC")) {
      // Leaving a property out of MODIFY COLUMN would keep it.
      if (is.contains(" " + property) && !wanted.contains(" " + property)) {
        remedy.append(alter("MODIFY COLUMN %s REMOVE %s".formatted(column, property))).append(THEN);
      }
    }
    return remedy.append(alter("MODIFY COLUMN %s %s".formatted(column, wanted))).toString();
  }

  /// For what cannot be altered: dropped and added again, and made for the rows there are.
  ///
  /// @param object its kind and name, such as `INDEX a`
  /// @param definition what follows the name where it is added
  private String remadeRemedy(String object, String definition, String wanted, String is) {
    String drop = "DROP " + object;
    String add = "ADD %s %s, MATERIALIZE %s".formatted(object, definition, object);
    if (is.equals(NOTHING)) {
      return alter(add);
    }
    return wanted.equals(NOTHING) ? alter(drop) : alter(drop) + THEN + alter(add);
  }

  private String alter(String change) {
    return "ALTER TABLE %s%s %s".formatted(qualifiedName, onCluster, change);
  }
}
