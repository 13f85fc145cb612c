package dev.tailrace.clickhouse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/// Counts rows in plain Java, by no means that ClickHouse uses.
final class Recount {
  private static final Comparator<String> NULLS_LAST =
      Comparator.nullsLast(Comparator.naturalOrder());

  /// Keys column by column, absent values last.
  private static final Comparator<List<String>> BY_KEY =
      (a, b) -> {
        for (int i = 0; i < a.size(); i++) {
          int order = NULLS_LAST.compare(a.get(i), b.get(i));
          if (order != 0) {
            return order;
          }
        }
        return 0;
      };

  private Recount() {}

  static String text(JsonNode row, String column) {
    JsonNode value = row.get(column);
    return value == null ? null : value.asText();
  }

  static long number(JsonNode row, String column) {
    return row.path(column).asLong();
  }

  static Instant time(JsonNode row, String column) {
    return Instant.parse(row.path(column).asText());
  }

  static boolean isInvocation(ObjectNode row) {
    return !row.path("event_type").asText().equals("mutation");
  }

  static boolean isError(ObjectNode row) {
    return List.of("critical", "error").contains(text(row, "severity"));
  }

  /// Rows by the texts of some columns, in the order of these.
  static Map<List<String>, List<ObjectNode>> by(
      List<ObjectNode> rows, Function<ObjectNode, List<String>> key) {
    Map<List<String>, List<ObjectNode>> groups = new TreeMap<>(BY_KEY);
    for (ObjectNode row : rows) {
      groups.computeIfAbsent(key.apply(row), _ -> new ArrayList<>()).add(row);
    }
    return groups;
  }

  static long count(List<ObjectNode> rows, Predicate<ObjectNode> which) {
    return rows.stream().filter(which).count();
  }

  static long sum(List<ObjectNode> rows, ToLongFunction<ObjectNode> of) {
    return rows.stream().mapToLong(of).sum();
  }

  static long distinct(List<ObjectNode> rows, String column) {
    return rows.stream().map(row -> text(row, column)).filter(Objects::nonNull).distinct().count();
  }

  /// Interpolated between the two nearest values.
  static double quantile(List<ObjectNode> rows, String column, double level) {
    long[] sorted = rows.stream().mapToLong(row -> number(row, column)).sorted().toArray();
    double index = level * (sorted.length - 1);
    int below = (int) index;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (index - below) * (sorted[above] - sorted[below]);
  }

  static List<String> columns(ObjectNode row, String... names) {
    return Arrays.stream(names).map(name -> text(row, name)).toList();
  }

  static Instant bucket(ObjectNode row, String column, int seconds) {
    long second = time(row, column).getEpochSecond();
    return Instant.ofEpochSecond(second - Math.floorMod(second, seconds));
  }

  static Comparator<ObjectNode> newestFirst(String column) {
    return Comparator.comparing((ObjectNode row) -> time(row, column))
        .thenComparing(row -> text(row, "ulid"))
        .reversed();
  }

  /// One spelling for values that Java and the client hold in different types.
  static String spelled(Object value) {
    return switch (value) {
      case null -> "null";
      case ZonedDateTime time -> time.toInstant().toString();
      case Double real -> "%.6f".formatted(real);
      case Float real -> "%.6f".formatted(real);
      default -> value.toString();
    };
  }
}
