package dev.tailrace.postgres.schema;

import dev.tailrace.postgres.PostgresAddress;
import dev.tailrace.postgres.PostgresException;
import dev.tailrace.postgres.PostgresRefusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Brings a Postgres database to this build's tables of things, and checks that it has them.
///
/// The tables lie in the first schema of the user's search path, beside whatever else is there.
///
/// Laws: applying twice changes nothing; an applied file that has changed since is refused before
/// anything runs; a file is applied whole or not at all; two appliers at once end as one would.
/// Thread-safe; holds no connection between calls.
public final class ThingsSchema {
  /// Length of the vectors in `thing_embeddings` where nobody says otherwise.
  public static final int STANDARD_DIMENSIONS = 768;

  /// The most that an HNSW index of pgvector can hold.
  private static final int MOST_DIMENSIONS = 2_000;

  private final PostgresAddress address;
  private final ThingsMigrations migrations;

  /// Vectors of [#STANDARD_DIMENSIONS].
  public ThingsSchema(PostgresAddress address) {
    this(address, STANDARD_DIMENSIONS);
  }

  /// @param embeddingDimensions length of the vectors in `thing_embeddings`, 1 to 2,000
  public ThingsSchema(PostgresAddress address, int embeddingDimensions) {
    if (embeddingDimensions < 1 || embeddingDimensions > MOST_DIMENSIONS) {
      throw new IllegalArgumentException(
          "embedding dimensions must be between 1 and %,d, the most that an index takes, are %,d"
              .formatted(MOST_DIMENSIONS, embeddingDimensions));
    }
    this.address = address;
    this.migrations = new ThingsMigrations(address, embeddingDimensions);
  }

  /// What one application did.
  ///
  /// @param applied files run now, in order
  /// @param unchanged files that were there already
  public record Applied(List<String> applied, List<String> unchanged) {
    public Applied {
      applied = List.copyOf(applied);
      unchanged = List.copyOf(unchanged);
    }
  }

  /// Runs every migration that the database has not seen.
  ///
  /// Tables of others in the same schema stay as they are.
  ///
  /// @throws PostgresException when the database cannot be reached, the user may not create
  ///     tables there, a name is taken, or an applied file has changed
  public Applied apply() {
    requireSchema();
    return migrations.apply();
  }

  /// Compares the database with the migrations of this build. Changes nothing; needs the right to
  /// create a schema in the database, because it asks the server itself what the migrations mean.
  ///
  /// An index that is no part of the migrations is no difference, unless it is unique: it may be
  /// there for questions of one's own.
  ///
  /// @throws PostgresException when the database cannot be reached or refuses a statement
  public ThingsSchemaReport verify() {
    requireSchema();
    return new ThingsVerification(address, migrations).report();
  }

  /// The first to connect: what is wrong with the address is said in our own words, and Flyway's
  /// about a search path without schemas name no remedy.
  private void requireSchema() {
    try (Connection connection = address.dataSource().getConnection()) {
      if (connection.getSchema() == null) {
        throw new PostgresException(
            "no schema of the search path of %s exists: create one there (CREATE SCHEMA …), or name another by ?currentSchema=… in the URL"
                .formatted(address));
      }
    } catch (SQLException e) {
      throw PostgresRefusal.of(address, e);
    }
  }
}
