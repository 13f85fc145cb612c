package dev.tailrace.benchmarks;

import dev.tailrace.sink.clickhouse.TableLayout;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// The columns of the table `events`, as ClickHouse describes them: there need be no server to
/// encode a block. A test compares them with the table that the migrations make.
final class EventsTable {
  static final String COLUMNS = "events-columns.tsv";

  private EventsTable() {}

  static TableLayout layout() {
    Map<String, String> typesByColumn = new LinkedHashMap<>();
    for (String line : columns().lines().toList()) {
      int tab = line.indexOf('\t');
      typesByColumn.put(line.substring(0, tab), line.substring(tab + 1));
    }
    return new TableLayout("events", typesByColumn);
  }

  /// A line for each column: name, tab, type.
  static String columns() {
    try (InputStream in =
        Objects.requireNonNull(EventsTable.class.getResourceAsStream(COLUMNS), COLUMNS)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
