package dev.tailrace.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The PostgreSQL processes that a killed JVM left behind on a data directory. A server runs on
/// when its parent is gone, and a part of one runs on for a moment when the server is killed.
///
/// Processes are known by what the kernel says of them, their working directory and their program:
/// ids are used again, and notes in files go stale.
final class FormerPostgres {
  private static final String SERVICE = PostgresServer.SERVICE;

  /// A fast shutdown writes all that is not on disk yet.
  static final Duration STOPS_WITHIN = Duration.ofSeconds(25);

  private static final Duration DIES_WITHIN = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final Path directory;
  private final PostgresCommand command;

  /// @param directory without symbolic links; the caller holds its [DirectoryLock], so that no
  /// server with a living parent of ours runs on it
  FormerPostgres(Path directory, PostgresCommand command) {
    this.directory = directory;
    this.command = command;
  }

  /// Returns when no process of a former server is left. A server is told to stop; one that does
  /// not, and parts of a server that is gone, are ended by force. No committed row is lost by that.
  ///
  /// @param bound how long a server may take to stop before it is ended by force
  /// @throws DirectoryInUseException when another PostgreSQL than Tailrace's runs on the directory
  void end(Duration bound) throws IOException {
    for (ProcessHandle process : processes()) {
      if (!isOurs(process)) {
        throw new DirectoryInUseException(
            SERVICE, directory, "process %d, %s".formatted(process.pid(), program(process)));
      }
    }
    if (stopServer() && awaitNone(bound)) {
      return;
    }
    processes().forEach(ProcessHandle::destroyForcibly);
    if (!awaitNone(DIES_WITHIN)) {
      throw new DirectoryInUseException(
          SERVICE,
          directory,
          "processes %s, which cannot be ended"
              .formatted(processes().stream().map(ProcessHandle::pid).toList()));
    }
  }

  /// False when there is no server that could be told.
  private boolean stopServer() throws IOException {
    Optional<ProcessHandle> server =
        processes().stream().filter(FormerPostgres::isServer).findFirst();
    if (server.isEmpty()) {
      return false;
    }
    Process told =
        command
            .stopFast(server.get().pid())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return told.waitFor(DIES_WITHIN.toSeconds(), TimeUnit.SECONDS) && told.exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted while a former PostgreSQL was stopped", e);
    }
  }

  private boolean awaitNone(Duration bound) {
    long end = System.nanoTime() + bound.toNanos();
    while (!processes().isEmpty()) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new EngineException("interrupted while a former PostgreSQL was stopped");
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return true;
  }

  private List<ProcessHandle> processes() {
    return processesOn(directory);
  }

  /// @param directory without symbolic links
  static List<ProcessHandle> processesOn(Path directory) {
    return ProcessHandle.allProcesses()
        .filter(process -> isPostgresOn(directory, process))
        .toList();
  }

  private static boolean isPostgresOn(Path directory, ProcessHandle process) {
    return link(process, "cwd").filter(at -> at.startsWith(directory)).isPresent()
        && List.of("postgres", "initdb").contains(program(process).getFileName().toString());
  }

  /// The processes of a server wear its name as title; only the server itself has arguments.
  private static boolean isServer(ProcessHandle process) {
    return List.of(process.info().arguments().orElse(new String[0])).contains(PostgresCommand.MARK);
  }

  private static boolean isOurs(ProcessHandle process) {
    Path folder = program(process).getParent();
    // <cache>/tailrace/postgres/<checksum>/bin
    return folder.getNameCount() > 2
        && folder.getParent().getParent().endsWith(PostgresDistribution.FOLDER);
  }

  /// The file a process runs, also when it was deleted since.
  private static Path program(ProcessHandle process) {
    String file = link(process, "exe").map(Path::toString).orElse("/unknown");
    return Path.of(file.replace(" (deleted)", ""));
  }

  /// Empty when the process has ended or belongs to another user.
  private static Optional<Path> link(ProcessHandle process, String name) {
    try {
      return Optional.of(
          Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), name)));
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
