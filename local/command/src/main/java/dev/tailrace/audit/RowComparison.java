package dev.tailrace.audit;

import dev.tailrace.audit.GroupSums.Group;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Compares a store of rows with the oracle's groups. Where a group differs, its rows are compared
/// one by one, so that the figures are exact: a lost row and a copy of another cancel in a count.
///
/// @param <T> what the oracle expects of a row
final class RowComparison<T> {
  /// So that many rows of one kind of difference do not hide those of another.
  private static final int MOST_OF_A_KIND = 5;

  private static final int MOST_SHOWN = 80;

  private final Ledger ledger;
  private final RawRows<T> raw;
  private final RowStore store;
  private final int epoch;
  private final Bounds bounds;
  private final List<String> sentences = new ArrayList<>();

  /// @param epoch the last whose records count
  RowComparison(Ledger ledger, RawRows<T> raw, RowStore store, int epoch, Bounds bounds) {
    this.ledger = ledger;
    this.raw = raw;
    this.store = store;
    this.epoch = epoch;
    this.bounds = bounds;
  }

  StoreVerdict run() {
    ledger.run("DELETE FROM found_group WHERE store = ?", store.name());
    store.noteGroups(bounds);
    findDifferingGroups();
    long refused =
        ledger.numbers("SELECT count(*) FROM refused_row WHERE store = ?", store.name()).getFirst();
    long expected =
        ledger
                .numbers(
                    "SELECT sum(n) FROM expected_group WHERE topic = ? AND epoch <= ?",
                    raw.topic().name(),
                    epoch)
                .getFirst()
            - refused;
    long found =
        ledger.numbers("SELECT sum(n) FROM found_group WHERE store = ?", store.name()).getFirst();
    long groups = ledger.numbers("SELECT count(*) FROM differing_group").getFirst();
    if (groups == 0) {
      return verdict(expected, found, 0, 0, 0);
    }
    noteRows();
    return compareRows(expected, found);
  }

  private void findDifferingGroups() {
    ledger.run("DELETE FROM differing_group");
    ledger.run(
        """
        INSERT INTO differing_group
        WITH e AS (
            SELECT part, hour, sum(n) AS n, wrapped(sum(ids::HUGEINT)) AS ids,
              wrapped(sum(contents::HUGEINT)) AS contents
            FROM (SELECT part, hour, n, ids, contents FROM expected_group
                WHERE topic = ? AND epoch <= ?
              UNION ALL
                SELECT part, hour, -1, -id::HUGEINT, -content::HUGEINT
                FROM refused_row WHERE store = ?)
            GROUP BY part, hour),
          f AS (
            SELECT part, hour, sum(n) AS n, wrapped(sum(ids::HUGEINT)) AS ids,
              wrapped(sum(contents::HUGEINT)) AS contents
            FROM found_group WHERE store = ? GROUP BY part, hour)
        SELECT coalesce(e.part, f.part), coalesce(e.hour, f.hour)
        FROM e FULL OUTER JOIN f ON e.part = f.part AND e.hour = f.hour
        WHERE coalesce(e.n, 0) != coalesce(f.n, 0) OR coalesce(e.ids, 0) != coalesce(f.ids, 0)
          OR coalesce(e.contents, 0) != coalesce(f.contents, 0)
        """,
        raw.topic().name(),
        epoch,
        store.name(),
        store.name());
  }

  private void noteRows() {
    Set<Group> groups = new HashSet<>();
    ledger.query(
        row -> groups.add(new Group(row.getInt(1), row.getLong(2))),
        "SELECT part, hour FROM differing_group");
    ledger.run("DELETE FROM expected_row");
    ledger.run("DELETE FROM found_row");
    raw.note(groups, bounds);
    store.noteRows(bounds);
    // What a store may do without: rows that it refused, whether or not it got them later.
    ledger.run(
        """
        DELETE FROM expected_row WHERE ulid IN (SELECT ulid FROM refused_row WHERE store = ?)
          AND ulid NOT IN (SELECT ulid FROM found_row)
        """,
        store.name());
  }

  /// One line for each ulid that is not there exactly once and as it must be.
  private static final String DIFFERENCES =
      """
      WITH f AS (
        SELECT ulid, sum(n) AS n, count(*) FILTER (WHERE content != wanted) AS wrong,
          sum(n) FILTER (WHERE content != wanted) AS wrong_rows,
          string_agg(DISTINCT place, ', ' ORDER BY place) AS places,
          min(place) FILTER (WHERE content != wanted) AS place,
          min(part) AS part, min(off) AS off
        FROM (SELECT f.*, e.content AS wanted FROM found_row AS f
          LEFT JOIN expected_row AS e ON e.ulid = f.ulid)
        GROUP BY ulid)
      SELECT coalesce(e.ulid, f.ulid) AS ulid, coalesce(e.part, f.part) AS part,
        coalesce(e.off, f.off) AS off, e.ulid IS NOT NULL AS expected, coalesce(f.n, 0) AS n,
        coalesce(f.wrong_rows, 0) AS wrong, f.places AS places, f.place AS place
      FROM expected_row AS e FULL OUTER JOIN f ON e.ulid = f.ulid
      WHERE e.ulid IS NULL OR f.ulid IS NULL OR f.n > 1 OR f.wrong > 0
      """;

  private record Difference(
      String ulid,
      int part,
      long off,
      boolean expected,
      long n,
      long wrong,
      String places,
      String place) {}

  private StoreVerdict compareRows(long expected, long found) {
    List<Long> totals =
        ledger.numbers(
            """
            SELECT count(*) FILTER (WHERE n = 0),
              sum(n - 1) FILTER (WHERE expected AND n > 1),
              sum(CASE WHEN expected THEN least(wrong, 1) ELSE n END)
            FROM (%s)
            """
                .formatted(DIFFERENCES));
    List<Difference> first = new ArrayList<>();
    ledger.query(
        row ->
            first.add(
                new Difference(
                    row.getString("ulid"),
                    row.getInt("part"),
                    row.getLong("off"),
                    row.getBoolean("expected"),
                    row.getLong("n"),
                    row.getLong("wrong"),
                    row.getString("places"),
                    row.getString("place"))),
        """
        FROM (%s)
        QUALIFY row_number() OVER (
          PARTITION BY expected, least(n, 2), wrong > 0 ORDER BY part, off, ulid) <= %d
        ORDER BY part, off, ulid
        """
            .formatted(DIFFERENCES, MOST_OF_A_KIND));
    first.forEach(this::describe);
    long restored =
        ledger
            .numbers(
                """
                SELECT count(DISTINCT r.ulid) FROM refused_row AS r
                JOIN found_row AS f ON f.ulid = r.ulid WHERE r.store = ?
                """,
                store.name())
            .getFirst();
    return verdict(expected + restored, found, totals.get(0), totals.get(1), totals.get(2));
  }

  private void describe(Difference row) {
    String at = "%s of %s-%d@%d".formatted(row.ulid(), bounds.topic(), row.part(), row.off());
    if (!row.expected()) {
      sentences.add(
          "%s is there%s, but no such record gives such a row"
              .formatted(at, times(row.n()) + in(row.places())));
      return;
    }
    if (row.n() == 0) {
      sentences.add(at + " is missing");
    }
    if (row.n() > 1) {
      sentences.add("%s is there%s".formatted(at, times(row.n()) + in(row.places())));
    }
    if (row.wrong() > 0) {
      sentences.add("%s differs%s: %s".formatted(at, in(row.place()), columns(row)));
    }
  }

  private static String times(long n) {
    return n == 1 ? "" : " %,d times".formatted(n);
  }

  private static String in(String places) {
    return places == null || places.isEmpty() ? "" : " in " + places;
  }

  /// Which columns of the copy that differs are not as they must be.
  private String columns(Difference row) {
    Map<String, String> wanted = wanted(row);
    List<String> differing = new ArrayList<>();
    store.forEachCopy(
        row.ulid(),
        row.place() == null ? "" : row.place(),
        copy ->
            wanted.forEach(
                (column, value) -> {
                  String there = copy.getOrDefault(column, "-");
                  if (!there.equals(value)) {
                    String words =
                        "%s is %s, must be %s".formatted(column, shown(there), shown(value));
                    if (!differing.contains(words)) {
                      differing.add(words);
                    }
                  }
                }));
    return differing.isEmpty() ? "it was changed meanwhile" : String.join("; ", differing);
  }

  private Map<String, String> wanted(Difference row) {
    Map<String, String> wanted = new LinkedHashMap<>();
    raw.at(row.part(), row.off(), row.ulid())
        .ifPresent(
            expected -> {
              CanonicalText text = new CanonicalText();
              raw.columns()
                  .list()
                  .forEach(
                      column ->
                          wanted.put(column.name(), text.written(column.value().apply(expected))));
            });
    return wanted;
  }

  /// A written value for people: without its length, and cut.
  private static String shown(String written) {
    if (written.equals("-")) {
      return "null";
    }
    String text = written.substring(written.indexOf(':') + 1);
    return "'" + (text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…") + "'";
  }

  private StoreVerdict verdict(
      long expected, long found, long lost, long duplicated, long differing) {
    List<String> all = new ArrayList<>(store.remarks());
    all.addAll(sentences);
    long wrong = lost + duplicated + differing;
    if (wrong == 0 && !all.isEmpty()) {
      // Every row is there once, and still something is wrong.
      return new StoreVerdict(store.name(), expected, found, 0, 0, all.size(), all);
    }
    return new StoreVerdict(store.name(), expected, found, lost, duplicated, differing, all);
  }
}
