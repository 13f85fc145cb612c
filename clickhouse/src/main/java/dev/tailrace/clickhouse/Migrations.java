package dev.tailrace.clickhouse;

import java.util.List;

/// The migration files of this build, in the order they are applied.
final class Migrations {
  /// Named here and not listed from the class path, which a jar cannot do simply; a test compares
  /// the names with the folder.
  private static final List<String> FILES =
      List.of(
          "V001__events.sql",
          "V002__logs.sql",
          "V003__hourly_summaries.sql",
          "V004__windows.sql",
          "V005__entity_kind.sql",
          "V006__history.sql",
          "V007__fewer_merges.sql",
          "R__retention.sql");

  private Migrations() {}

  static List<Migration> all() {
    return FILES.stream()
        .map(file -> new Migration(file, Resources.text("migrations/" + file)))
        .toList();
  }
}
