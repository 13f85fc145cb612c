package dev.tailrace.audit;

import dev.tailrace.event.EnrichedEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The Parquet files of events, and the Iceberg table over them: two stores, of which each file is
/// read once. DuckDB counts and hashes. Not thread-safe.
final class ParquetFiles {
  private static final String HOUR = "epoch_ms(event_timestamp) // 3600000";

  private final BucketFiles bucket;
  private final TableEntries table;
  private final Ledger ledger;
  private final List<String> inBucket = new ArrayList<>();
  private final Set<String> missing = new HashSet<>();
  private final Set<String> unreadable = new HashSet<>();

  ParquetFiles(BucketFiles bucket, TableEntries table, Ledger ledger) {
    this.bucket = bucket;
    this.table = table;
    this.ledger = ledger;
  }

  /// Counts every file of the bucket and of the table; fills `file_group` and `table_entry`.
  void note(Bounds bounds) {
    ledger.run("DELETE FROM file_group");
    ledger.run("DELETE FROM table_entry");
    missing.clear();
    unreadable.clear();
    inBucket.clear();
    inBucket.addAll(bucket.keys("events/", ".parquet"));
    Map<String, Long> entries = table.read("events");
    try (Ledger.Rows rows = ledger.append("table_entry")) {
      entries.forEach((location, n) -> rows.add(bucket.key(location), n));
    }
    Set<String> all = new HashSet<>(inBucket);
    entries.keySet().forEach(location -> all.add(bucket.key(location)));
    for (String key : all.stream().sorted().toList()) {
      if (onFile(key, file -> noteGroups(key, file, bounds)).isEmpty()) {
        missing.add(key);
      }
    }
  }

  private Optional<Boolean> onFile(String key, Consumer<Path> work) {
    return bucket.with(
        key,
        file -> {
          try {
            work.accept(file);
          } catch (AuditException e) {
            unreadable.add(key + ": " + e.getMessage());
          }
          return true;
        });
  }

  private static String from(Path file) {
    return "read_parquet('" + file + "', hive_partitioning = false)";
  }

  private Set<String> columns(Path file) {
    return new HashSet<>(
        ledger.texts("SELECT column_name FROM (DESCRIBE SELECT * FROM " + from(file) + ")"));
  }

  private void noteGroups(String key, Path file, Bounds bounds) {
    ledger.run(
        """
        INSERT INTO file_group
        SELECT ?, source_partition, %s AS hour, count(*), wrapped(sum(%s)), wrapped(sum(%s))
        FROM %s WHERE %s GROUP BY source_partition, hour
        """
            .formatted(
                HOUR,
                Columns.duckDbHash("ulid"),
                Columns.EVENTS.duckDb(columns(file)),
                from(file),
                bounds.sql()),
        key);
  }

  private void noteRows(String key, Path file, Bounds bounds, long copies) {
    ledger.run(
        """
        INSERT INTO found_row
        SELECT f.ulid, f.part, f.hour, f.off, f.content, count(*) * ?, ?
        FROM (SELECT ulid, source_partition AS part, %s AS hour, source_offset AS off,
            wrapped(%s::HUGEINT) AS content
          FROM %s WHERE %s) AS f
        JOIN differing_group AS d ON d.part = f.part AND d.hour = f.hour
        GROUP BY f.ulid, f.part, f.hour, f.off, f.content
        """
            .formatted(HOUR, Columns.EVENTS.duckDb(columns(file)), from(file), bounds.sql()),
        copies,
        key);
  }

  /// The files as a store.
  RowStore files() {
    return new Store(
        StoreNames.PARQUET,
        "SELECT DISTINCT file, 1::BIGINT AS n FROM file_group WHERE starts_with(file, 'events/')");
  }

  /// The table as a store.
  RowStore entries() {
    return new Store(StoreNames.ICEBERG, "SELECT file, n FROM table_entry");
  }

  private final class Store implements RowStore {
    private final String name;
    /// SQL that gives files, and how often each counts.
    private final String entries;

    Store(String name, String entries) {
      this.name = name;
      this.entries = entries;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void noteGroups(Bounds bounds) {
      ledger.run(
          """
          INSERT INTO found_group
          SELECT ?, part, hour, sum(g.n * e.n), wrapped(sum(ids::HUGEINT * e.n)),
            wrapped(sum(contents::HUGEINT * e.n))
          FROM file_group AS g JOIN (%s) AS e ON e.file = g.file
          GROUP BY part, hour
          """
              .formatted(entries),
          name);
    }

    private boolean isTable() {
      return name.equals(StoreNames.ICEBERG);
    }

    @Override
    public void noteRows(Bounds bounds) {
      Map<String, Long> files = new LinkedHashMap<>();
      ledger.query(
          row -> files.put(row.getString(1), row.getLong(2)),
          """
          SELECT DISTINCT g.file, e.n
          FROM file_group AS g JOIN (%s) AS e ON e.file = g.file
          JOIN differing_group AS d ON d.part = g.part AND d.hour = g.hour
          ORDER BY 1
          """
              .formatted(entries));
      files.forEach(
          (key, copies) -> {
            var _ = onFile(key, file -> ParquetFiles.this.noteRows(key, file, bounds, copies));
          });
    }

    @Override
    public void forEachCopy(String ulid, String place, Consumer<Map<String, String>> reader) {
      List<Columns.Column<EnrichedEvent>> columns = Columns.EVENTS.list();
      var _ =
          onFile(
              place,
              file -> {
                Set<String> present = columns(file);
                String values =
                    columns.stream()
                        .map(column -> column.duckDb(present))
                        .collect(Collectors.joining(", "));
                ledger.query(
                    row -> {
                      Map<String, String> written = new LinkedHashMap<>();
                      for (int i = 0; i < columns.size(); i++) {
                        written.put(columns.get(i).name(), row.getString(i + 1));
                      }
                      reader.accept(written);
                    },
                    "SELECT " + values + " FROM " + from(file) + " WHERE ulid = ?",
                    ulid);
              });
    }

    @Override
    public List<String> remarks() {
      List<String> remarks = new ArrayList<>();
      unreadable.forEach(file -> remarks.add("a file cannot be read as Parquet: " + file));
      if (isTable()) {
        missing.forEach(file -> remarks.add("the table's file " + file + " is not in the bucket"));
        table.remarks().forEach(remarks::add);
        remarks.addAll(
            ledger.texts(
                "SELECT 'the table has the file ' || file || ' ' || n || ' times' FROM table_entry"
                    + " WHERE n > 1"));
        remarks.addAll(
            ledger.texts(
                """
                SELECT 'the file ' || file || ' of the bucket is not in the table: '
                  || sum(n) || ' rows'
                FROM file_group AS g
                WHERE NOT EXISTS (FROM table_entry AS e WHERE e.file = g.file)
                GROUP BY file ORDER BY file LIMIT 5
                """));
      }
      return remarks;
    }
  }
}
