package dev.tailrace.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/// The topology as a process of its own, so that it can be killed.
final class TopologyProcess implements AutoCloseable {
  private final Process process;

  private TopologyProcess(Process process) {
    this.process = process;
  }

  static TopologyProcess start(Map<String, String> options, Path directory) throws IOException {
    Path file = Files.createTempFile(directory, "tailrace", ".properties");
    Properties properties = new Properties();
    properties.putAll(options);
    try (var writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    }
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                file.toString()));
    // The variables of whoever runs the tests are no part of them.
    builder.environment().keySet().removeIf(name -> name.startsWith("TAILRACE_"));
    builder.redirectErrorStream(true);
    builder.redirectOutput(directory.resolve("process.log").toFile());
    return new TopologyProcess(builder.start());
  }

  /// kill -9: no shutdown hook runs, the open transaction stays open.
  void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        throw new UncheckedIOException(new IOException("process " + process.pid() + " lives on"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
