package dev.tailrace.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A part of the pipeline as a process that is measured.
///
/// One thread.
final class BenchProcess implements AutoCloseable {
  static final String READY = "ready";
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final Process process;
  private final BufferedReader output;
  private final Path log;

  private BenchProcess(Process process, Path log) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
    this.log = log;
  }

  /// Starts a JVM and returns when its part works.
  ///
  /// @param role see [BenchMain]
  /// @param jvmOptions such as `-Xmx1g`
  /// @param log what it prints goes there too
  /// @throws IllegalStateException when it ends instead
  static BenchProcess start(
      String role, List<String> jvmOptions, Map<String, String> settings, Path log) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(BenchMain.class.getName());
    command.add(role);
    command.add(log.toString());
    settings.forEach((key, value) -> command.add(key + "=" + value));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      return new BenchProcess(process, log).awaitReady(role);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start a process for " + role, e);
    }
  }

  private BenchProcess awaitReady(String role) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.equals(READY)) {
        return this;
      }
    }
    close();
    throw new IllegalStateException("the process for " + role + " ended; see " + log);
  }

  long pid() {
    return process.pid();
  }

  /// Time on processors since its start, of all its threads.
  Duration cpu() {
    return Cpu.of(process.toHandle());
  }

  /// Has it end in order.
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(GRACE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (IOException _) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
