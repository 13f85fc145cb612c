package dev.tailrace.postgres.schema;

import java.util.List;

/// What a verification found: every object of the schema with its size, and every difference.
///
/// @param place the database, and the schema in it
/// @param server version of Postgres
/// @param objects tables, functions and operators that the migrations make and the database has, by
///     name
/// @param problems empty when the database is as written
public record ThingsSchemaReport(
    String place, String server, List<SchemaObject> objects, List<Problem> problems) {
  public ThingsSchemaReport {
    objects = List.copyOf(objects);
    problems = List.copyOf(problems);
  }

  public boolean isAsWritten() {
    return problems.isEmpty();
  }

  /// An object that the migrations make and the database has.
  ///
  /// @param kind `table`, `function` or `operator`
  /// @param columns 0 for a function or operator
  /// @param rows counted now; 0 for a function or operator
  /// @param bytes on disk, with indexes and long values; 0 for a function or operator
  public record SchemaObject(String name, String kind, long columns, long rows, long bytes) {}

  /// One difference between the database and the migrations.
  ///
  /// @param object `things`, `things column type`, `things index things_type`, `migration
  ///     V002__relationships.sql`, …
  /// @param expected as the migrations make it, or `nothing`
  /// @param found as it is, or `nothing`
  /// @param remedy a statement to run, or what to do
  public record Problem(String object, String expected, String found, String remedy) {}
}
