package dev.tailrace.clickhouse;

import dev.tailrace.engines.ClickHouseServer;
import dev.tailrace.engines.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A ClickHouse server for all tests of a class, which each take a database of their own.
final class ClickHouseEngine implements BeforeAllCallback, AfterAllCallback {
  private Path directory;
  private ClickHouseServer server;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    directory = Files.createTempDirectory("clickhouse");
    server = ClickHouseServer.start(directory, 0);
  }

  ClickHouseServer server() {
    return server;
  }

  /// Another server on the same data, at another port.
  ClickHouseServer restart() {
    server.close();
    server = ClickHouseServer.start(directory, 0);
    return server;
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (server != null) {
      server.close();
    }
    FileTree.delete(directory);
  }
}
