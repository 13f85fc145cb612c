package dev.tailrace.sink.postgres;

import dev.tailrace.postgres.LocalPostgres;
import dev.tailrace.sink.UpsertSinkContract;
import dev.tailrace.sink.UpsertStoreUnderTest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// The contract of upserts holds for Postgres.
class PostgresSinkIT extends UpsertSinkContract {
  private static LocalPostgres server;

  @BeforeAll
  static void start(@TempDir Path directory) {
    server = new LocalPostgres(directory);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  protected UpsertStoreUnderTest newStore() {
    return new PostgresStore(server);
  }
}
