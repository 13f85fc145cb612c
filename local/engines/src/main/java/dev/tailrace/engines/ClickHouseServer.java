package dev.tailrace.engines;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The real ClickHouse engine with its own HTTP listener on 127.0.0.1, in a child process.
///
/// Databases, tables and `system.query_log` live in the data directory and survive [#close], kill
/// -9 of the child and kill -9 of this JVM. The child stops when this JVM does, however it ends.
/// User `default`, no password. Keeper, Replicated tables, CREATE USER and TLS are not there.
///
/// Thread-safe.
public final class ClickHouseServer implements AutoCloseable {
  private static final String SERVICE = "ClickHouse";
  private static final Duration START_BOUND = Duration.ofSeconds(60);
  private static final Duration STOP_BOUND = Duration.ofSeconds(25);

  private final Process process;
  private final ClickHouseFiles files;
  private final int port;

  private ClickHouseServer(Process process, ClickHouseFiles files, int port) {
    this.process = process;
    this.files = files;
    this.port = port;
  }

  /// What a server is started with.
  ///
  /// @param directory holds everything the server keeps, its logs too; created when missing
  /// @param httpPort where clients connect; 0 takes any free port
  /// @param memoryBytes what queries, merges and caches may take together; above it a query fails
  public record Settings(Path directory, int httpPort, long memoryBytes) {
    private static final long MOST_BY_DEFAULT = 4L << 30;

    public Settings {
      directory = directory.toAbsolutePath().normalize();
      if (memoryBytes <= 0) {
        throw new IllegalArgumentException("memoryBytes must be positive, is " + memoryBytes);
      }
    }

    /// Any free port, and half of the machine's memory but not above 4 GiB.
    public static Settings of(Path directory) {
      var system =
          (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      return new Settings(directory, 0, Math.min(MOST_BY_DEFAULT, system.getTotalMemorySize() / 2));
    }

    public Settings withHttpPort(int newHttpPort) {
      return new Settings(directory, newHttpPort, memoryBytes);
    }

    public Settings withMemoryBytes(long newMemoryBytes) {
      return new Settings(directory, httpPort, newMemoryBytes);
    }
  }

  /// Starts a server with the engine of this machine, which is fetched first when need be.
  ///
  /// @throws ClickHouseUnavailableException when there is no engine
  /// @throws EngineException as [#start(Settings, Path)]
  public static ClickHouseServer start(Path directory, int httpPort) {
    return start(Settings.of(directory).withHttpPort(httpPort));
  }

  /// As [#start(Path, int)].
  public static ClickHouseServer start(Settings settings) {
    return start(settings, ClickHouseDistribution.ofThisMachine().fetch(FetchProgress.NONE));
  }

  /// Starts a server and returns once it answers. When the former server on the directory lost its
  /// parent by a kill and is still stopping, waits for it.
  ///
  /// @param library what [ClickHouseDistribution#fetch] gave
  /// @throws PortTakenException when the port is held by another program
  /// @throws DirectoryInUseException when another server runs on the directory
  /// @throws EngineException when the engine does not start; the message ends with what it said
  public static ClickHouseServer start(Settings settings, Path library) {
    LoopbackPort.requireFree(SERVICE, settings.httpPort());
    ClickHouseFiles files = new ClickHouseFiles(settings.directory());
    Process process = null;
    try {
      FormerChild.awaitGone(files.directory(), FormerChild.STOPS_WITHIN);
      // The former child may have had this very port.
      LoopbackPort.requireFree(SERVICE, settings.httpPort());
      files.prepare(settings.memoryBytes());
      process = ClickHouseCommand.of(files, settings.httpPort(), library).start();
      return new ClickHouseServer(process, files, awaitPort(process, files));
    } catch (IOException e) {
      throw new EngineException(
          "ClickHouse cannot use its data directory %s (%s); choose a directory this user may write to"
              .formatted(files.directory(), e),
          e);
    } catch (RuntimeException e) {
      if (process != null) {
        process.destroyForcibly();
      }
      throw e;
    }
  }

  private static int awaitPort(Process process, ClickHouseFiles files) {
    FutureTask<String> line =
        new FutureTask<>(
            () ->
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                    .readLine());
    Thread.ofVirtual().name("clickhouse-ready").start(line);
    try {
      String ready = line.get(START_BOUND.toSeconds(), TimeUnit.SECONDS);
      if (ready == null || !ready.startsWith(ClickHouseProcess.READY)) {
        throw notStarted(process, files);
      }
      return Integer.parseInt(ready.substring(ClickHouseProcess.READY.length()).strip());
    } catch (TimeoutException | ExecutionException e) {
      throw new EngineException(
          "ClickHouse was not ready within %d s; %s"
              .formatted(START_BOUND.toSeconds(), files.lastWords()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted while ClickHouse started", e);
    }
  }

  private static EngineException notStarted(Process process, ClickHouseFiles files) {
    int code = process.onExit().join().exitValue();
    if (code == ClickHouseProcess.DIRECTORY_IN_USE) {
      return new DirectoryInUseException(SERVICE, files.directory(), "another process");
    }
    return new EngineException(
        "ClickHouse did not start (exit code %d); %s".formatted(code, files.lastWords()));
  }

  /// Where clients connect, such as `http://127.0.0.1:8123`.
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /// The port of [#url].
  public int port() {
    return port;
  }

  /// The id of the child process.
  public long pid() {
    return process.pid();
  }

  /// Warnings and errors of the engine.
  public Path logFile() {
    return files.engineLog();
  }

  /// Completes with the exit code when the child ends, asked to or not.
  public CompletableFuture<Integer> exit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /// Stops cleanly and returns when the child is gone; ends it by force after 25 s. Closing twice,
  /// or after the child died, does nothing.
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
    } catch (IOException _) {
      // The pipe to a child that is gone cannot be flushed; there is nothing to stop then.
    }
    try {
      if (!process.waitFor(STOP_BOUND.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().onExit().join();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
