package dev.tailrace.sink.clickhouse;

import dev.tailrace.sink.RowSinkContract;
import dev.tailrace.sink.StoreUnderTest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// The contract on the real engine.
class ClickHouseRowSinkIT extends RowSinkContract {
  @TempDir static Path directory;
  private static LocalClickHouse server;

  @BeforeAll
  static void startServer() {
    server = new LocalClickHouse(directory);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Override
  protected StoreUnderTest newStore() {
    return new ClickHouseStore(server);
  }
}
