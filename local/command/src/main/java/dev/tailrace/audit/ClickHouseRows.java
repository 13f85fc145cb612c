package dev.tailrace.audit;

import dev.tailrace.event.EnrichedEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The table `events` of ClickHouse, which counts and hashes by itself.
final class ClickHouseRows implements RowStore {
  /// Beyond this many groups the whole table is asked for, rather than a list of them.
  private static final int MOST_NAMED_GROUPS = 1_000;

  private static final String HOUR = "intDiv(toUnixTimestamp64Milli(event_timestamp), 3600000)";

  private final ClickHouseQueries clickHouse;
  private final Ledger ledger;

  ClickHouseRows(ClickHouseQueries clickHouse, Ledger ledger) {
    this.clickHouse = clickHouse;
    this.ledger = ledger;
  }

  @Override
  public String name() {
    return StoreNames.CLICKHOUSE;
  }

  @Override
  public void noteGroups(Bounds bounds) {
    String sql =
        """
        SELECT source_partition, %s AS hour, count(), sum(%s), sum(%s)
        FROM events WHERE %s GROUP BY source_partition, hour
        """
            .formatted(
                HOUR, Columns.clickHouseHash("ulid"), Columns.EVENTS.clickHouse(), bounds.sql());
    try (Ledger.Rows found = ledger.append("found_group")) {
      clickHouse.forEachRow(
          sql,
          row ->
              found.add(
                  name(),
                  Integer.parseInt(row.get(0)),
                  Long.parseLong(row.get(1)),
                  Long.parseLong(row.get(2)),
                  Long.parseUnsignedLong(row.get(3)),
                  Long.parseUnsignedLong(row.get(4))));
    }
  }

  @Override
  public void noteRows(Bounds bounds) {
    String sql =
        """
        SELECT ulid, source_partition, %s AS hour, source_offset, %s AS content, count()
        FROM events WHERE %s%s GROUP BY ulid, source_partition, hour, source_offset, content
        """
            .formatted(HOUR, Columns.EVENTS.clickHouse(), bounds.sql(), inDifferingGroups());
    try (Ledger.Rows found = ledger.append("found_row")) {
      clickHouse.forEachRow(
          sql,
          row ->
              found.add(
                  row.get(0),
                  Integer.parseInt(row.get(1)),
                  Long.parseLong(row.get(2)),
                  Long.parseLong(row.get(3)),
                  Long.parseUnsignedLong(row.get(4)),
                  Long.parseLong(row.get(5)),
                  ""));
    }
  }

  private String inDifferingGroups() {
    List<String> groups = new ArrayList<>();
    ledger.query(
        group -> groups.add("(%d,%d)".formatted(group.getInt(1), group.getLong(2))),
        "SELECT part, hour FROM differing_group");
    return groups.size() > MOST_NAMED_GROUPS
        ? ""
        : " AND (source_partition, " + HOUR + ") IN (" + String.join(",", groups) + ")";
  }

  @Override
  public void forEachCopy(String ulid, String place, Consumer<Map<String, String>> reader) {
    List<Columns.Column<EnrichedEvent>> columns = Columns.EVENTS.list();
    String sql =
        columns.stream()
            .map(column -> column.clickHouse() + " AS c_" + column.name())
            .collect(
                Collectors.joining(
                    ", ", "SELECT ", " FROM events WHERE ulid = '" + ulid.replace("'", "") + "'"));
    clickHouse.forEachRow(
        sql,
        row -> {
          Map<String, String> values = new LinkedHashMap<>();
          for (int i = 0; i < columns.size(); i++) {
            values.put(columns.get(i).name(), row.get(i));
          }
          reader.accept(values);
        });
  }
}
