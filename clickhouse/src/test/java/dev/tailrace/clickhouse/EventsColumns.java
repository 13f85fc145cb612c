package dev.tailrace.clickhouse;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The columns of `events` as its migration writes them.
final class EventsColumns {
  private static final Pattern COLUMN =
      Pattern.compile("^    ([a-z_]+) +(\\S.*?)(?: CODEC\\(.*\\))?,$", Pattern.MULTILINE);

  private EventsColumns() {}

  /// Types by name, in the order of the table.
  static Map<String, String> types() {
    String file = Migrations.all().getFirst().template();
    String columns = file.substring(file.indexOf("\n(\n"), file.indexOf("    -- One event"));
    Map<String, String> types = new LinkedHashMap<>();
    COLUMN.matcher(columns).results().forEach(row -> types.put(row.group(1), row.group(2)));
    return types;
  }

  static List<String> names() {
    return List.copyOf(types().keySet());
  }
}
