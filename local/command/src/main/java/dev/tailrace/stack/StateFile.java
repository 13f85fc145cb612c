package dev.tailrace.stack;

import java.io.IOException;
import java.nio.file.Path;

/// Keeps `stack.json` true while a stack runs. Thread-safe.
final class StateFile implements AutoCloseable {
  private final Path dataDirectory;
  private StackState published;

  StateFile(Path dataDirectory) {
    this.dataDirectory = dataDirectory;
  }

  /// From here on other commands find the stack.
  synchronized void publish(StackState state) {
    try {
      state.write(dataDirectory);
      published = state;
    } catch (IOException e) {
      throw new StackException(
          "cannot write stack.json to " + dataDirectory + ": " + e.getMessage(), e);
    }
  }

  /// ClickHouse was started again as another process.
  synchronized void clickHouseRuns(long pid) {
    if (published != null) {
      publish(published.withClickHousePid(pid));
    }
  }

  /// Postgres was started again as another process.
  synchronized void postgresRuns(long pid) {
    if (published != null) {
      publish(published.withPostgresPid(pid));
    }
  }

  @Override
  public synchronized void close() throws IOException {
    published = null;
    StackState.remove(dataDirectory);
  }
}
