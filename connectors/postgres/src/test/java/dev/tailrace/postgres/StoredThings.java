package dev.tailrace.postgres;

import java.util.List;
import java.util.function.Function;

/// Reads the tables as [PlainReplay] gives them.
public final class StoredThings {
  private static final String TIMES =
      """
      (extract(epoch FROM created_at) * 1000)::bigint, (extract(epoch FROM updated_at) * 1000)::bigint,
        version
      """;

  private final Function<String, List<String>> postgres;

  /// @param postgres gives the rows of a query, their columns joined by bars, null as `∅`
  public StoredThings(Function<String, List<String>> postgres) {
    this.postgres = postgres;
  }

  public List<String> things() {
    return postgres.apply(
        "SELECT ns, id, type, visibility, content, code, data, %s FROM things ORDER BY ns, id"
            .formatted(TIMES));
  }

  public List<String> live() {
    return relationships("relationships");
  }

  public List<String> parked() {
    return relationships("relationships_parked");
  }

  private List<String> relationships(String table) {
    return postgres.apply(
        """
        SELECT ns, id, type, visibility, from_ns, from_id, to_ns, to_id, code, data, %s
        FROM %s ORDER BY ns, id
        """
            .formatted(TIMES, table));
  }

  public List<String> tombstones() {
    return postgres.apply(
        """
        SELECT kind, ns, id, version, (extract(epoch FROM deleted_at) * 1000)::bigint
        FROM tombstones ORDER BY kind, ns, id
        """);
  }

  /// Every row of every table with the transaction that wrote it, and where it lies: the same as
  /// before means that nothing was written.
  public List<String> physicalRows() {
    return postgres.apply(
        """
        SELECT 'things', ns, id, xmin, ctid FROM things
        UNION ALL SELECT 'relationships', ns, id, xmin, ctid FROM relationships
        UNION ALL SELECT 'relationships_parked', ns, id, xmin, ctid FROM relationships_parked
        UNION ALL SELECT 'tombstones ' || kind, ns, id, xmin, ctid FROM tombstones
        ORDER BY 1, 2, 3
        """);
  }
}
