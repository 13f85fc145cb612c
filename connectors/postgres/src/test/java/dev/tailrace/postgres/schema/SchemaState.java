package dev.tailrace.postgres.schema;

import dev.tailrace.postgres.TestDatabase;
import java.util.List;

/// What there is to apply, and what there is in a database.
final class SchemaState {
  static final List<String> FILES =
      List.of("V001__things.sql", "V002__relationships.sql", "V003__thing_embeddings.sql");

  private static final String STATE =
      """
      SELECT count(*) || ' ' || md5(string_agg(oid || ' ' || relname || relnatts, ',' ORDER BY oid))
        || (SELECT string_agg(nspname, ',' ORDER BY nspname) FROM pg_namespace)
      FROM pg_class WHERE relnamespace <> 'pg_toast'::regnamespace
      """;

  private SchemaState() {}

  /// Everything in the database, and what is written about it.
  static String of(TestDatabase database) {
    return database.ask(STATE);
  }
}
