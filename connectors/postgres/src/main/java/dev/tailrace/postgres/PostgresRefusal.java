package dev.tailrace.postgres;

import java.sql.SQLException;

/// Words for what Postgres refused: each names the value that is wrong, and the remedy.
///
/// Source of the codes: PostgreSQL documentation, appendix A, "PostgreSQL Error Codes".
public final class PostgresRefusal {
  private PostgresRefusal() {}

  /// The exception that says it.
  public static PostgresException of(PostgresAddress address, SQLException refusal) {
    return new PostgresException(words(address, refusal), refusal);
  }

  private static String words(PostgresAddress address, SQLException refusal) {
    String state = refusal.getSQLState() == null ? "" : refusal.getSQLState();
    String said = said(refusal);
    return switch (state) {
      case "28P01", "28000" ->
          "Postgres at %s does not let user '%s' in (%s): give the right user and password"
              .formatted(address.place(), address.user(), said);
      case "3D000" ->
          "Postgres at %s lacks the database (%s): create it (CREATE DATABASE …), or name another in the URL"
              .formatted(address.place(), said);
      case "42P01", "42703" ->
          "Postgres at %s lacks Tailrace's tables (%s): make them with tailrace schema apply"
              .formatted(address.place(), said);
      case "42501" ->
          "user '%s' of %s lacks a right (%s): %s"
              .formatted(address.user(), address.place(), said, grant(address, said));
      case "42P06", "42P07", "42710", "42723" ->
          "a name of Tailrace's tables is taken at %s (%s): give them a schema of their own (CREATE SCHEMA tailrace, and ?currentSchema=tailrace in the URL)"
              .formatted(address.place(), said);
      default ->
          isAway(state)
              ? "Postgres at %s does not answer (%s): start it, or give the JDBC URL of one that runs"
                  .formatted(address.place(), said)
              : "Postgres at %s refused a statement: %s (SQLSTATE %s)"
                  .formatted(address, said, state);
    };
  }

  /// Connections that fail or are cut (class 08), and servers that start, stop or are full.
  private static boolean isAway(String state) {
    return state.startsWith("08") || state.startsWith("57P0") || state.equals("53300");
  }

  private static String grant(PostgresAddress address, String said) {
    if (said.contains("extension")) {
      return "have a superuser run CREATE EXTENSION vector in this database";
    }
    if (said.contains("for schema")) {
      return "have the owner run GRANT CREATE, USAGE ON SCHEMA … TO " + quoted(address.user());
    }
    if (said.contains("for database")) {
      return "have the owner run GRANT CREATE ON DATABASE … TO " + quoted(address.user());
    }
    return "let the owner of the tables do this, or be granted the right";
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /// The message in one line; that of a failed connection tells why in its cause alone.
  private static String said(SQLException refusal) {
    String message = refusal.getMessage();
    if (refusal.getCause() != null && refusal.getCause().getMessage() != null) {
      message += " " + refusal.getCause().getMessage();
    }
    return message.lines().map(String::strip).reduce((a, b) -> a + " " + b).orElse("");
  }
}
