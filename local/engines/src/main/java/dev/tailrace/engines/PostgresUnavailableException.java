package dev.tailrace.engines;

/// There is no PostgreSQL to be had on this machine, for the reason the message gives.
///
/// The way out in every case: a PostgreSQL server of one's own, named by its JDBC URL.
public final class PostgresUnavailableException extends EngineException {
  private static final long serialVersionUID = 1L;

  private static final String REMEDY =
      ", or give the JDBC URL of a PostgreSQL server of your own"
          + " (jdbc:postgresql://host:5432/database)";

  PostgresUnavailableException(String problemAndRemedy) {
    super(problemAndRemedy + REMEDY);
  }

  PostgresUnavailableException(String problemAndRemedy, Throwable cause) {
    super(problemAndRemedy + REMEDY, cause);
  }
}
