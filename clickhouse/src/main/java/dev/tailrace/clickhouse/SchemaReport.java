package dev.tailrace.clickhouse;

import java.util.List;

/// What a verification found: every object of the schema with its size, and every difference.
///
/// @param server version of the engine
/// @param objects tables and views that the schema asks for and the database has, by name
/// @param problems empty when the database is as written
public record SchemaReport(
    String database, String server, List<SchemaObject> objects, List<Problem> problems) {
  public SchemaReport {
    objects = List.copyOf(objects);
    problems = List.copyOf(problems);
  }

  public boolean isAsWritten() {
    return problems.isEmpty();
  }

  /// A table or view the schema asks for and the database has.
  ///
  /// @param engine `MergeTree`, `View`, … with its arguments
  /// @param columns 0 for a view
  /// @param rows stored on the server asked; 0 for a view
  /// @param bytes compressed, on disk of the server asked; 0 for a view
  public record SchemaObject(String name, String engine, long columns, long rows, long bytes) {}

  /// One difference between the database and the migrations.
  ///
  /// @param object `events`, `events TTL`, `events column status`, `migration V002__logs.sql`, …
  /// @param expected as the migrations write it, or `nothing`
  /// @param found as it is, or `nothing`
  /// @param remedy a statement to run, or what to do
  public record Problem(String object, String expected, String found, String remedy) {}
}
