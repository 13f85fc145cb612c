package dev.tailrace.engines;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Starts the server process on files that are ready for it, and waits until it takes connections.
final class PostgresStart {
  /// After a crash the server first repeats what its log holds, at most 1 GB.
  private static final Duration BOUND = Duration.ofMinutes(2);

  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final Duration SAYS_WHY_WITHIN = Duration.ofSeconds(5);
  private static final long LOG_BYTES = 8L << 20;
  private static final int PORT_ATTEMPTS = 5;

  private final PostgresFiles files;
  private final PostgresCommand command;

  PostgresStart(PostgresFiles files, PostgresCommand command) {
    this.files = files;
    this.command = command;
  }

  /// A server that takes connections.
  ///
  /// @param log ends when all that the server's processes printed is in the file
  record Running(Process process, int port, Thread log) {}

  /// @param port 0 takes any free one
  /// @throws PortTakenException when another program holds the port
  /// @throws EngineException when the server does not start; the message ends with what it said
  Running start(int port) throws IOException {
    if (port != 0) {
      return startOn(port);
    }
    for (int attempt = 1; ; attempt++) {
      try {
        return startOn(LoopbackPort.anyFree());
      } catch (PortTakenException e) {
        // Another program was faster to take the port that had been free.
        if (attempt == PORT_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private Running startOn(int port) throws IOException {
    LoopbackPort.requireFree(PostgresServer.SERVICE, port);
    files.forgetFormerServer();
    Process process =
        command.server(files.cluster(), port).directory(files.directory().toFile()).start();
    Thread log = new BoundedLog(files.log(), LOG_BYTES).follow(process.getInputStream());
    try {
      awaitReadyOrEnd(process);
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly().onExit().join();
      throw e;
    }
    if (process.isAlive()) {
      return new Running(process, port, log);
    }
    awaitEnd(log);
    // Another program may have taken it after it had been found free.
    LoopbackPort.requireFree(PostgresServer.SERVICE, port);
    throw new EngineException(
        "PostgreSQL did not start (exit code %d); %s"
            .formatted(process.exitValue(), files.lastWords()));
  }

  private void awaitReadyOrEnd(Process process) throws IOException {
    long end = System.nanoTime() + BOUND.toNanos();
    while (process.isAlive() && !files.saysReady(process.pid())) {
      if (System.nanoTime() - end > 0) {
        throw new EngineException(
            "PostgreSQL was not ready within %d s; %s"
                .formatted(BOUND.toSeconds(), files.lastWords()));
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new EngineException("interrupted while PostgreSQL started");
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /// What the server said last is still on its way to the file when it has ended.
  private static void awaitEnd(Thread log) {
    try {
      log.join(SAYS_WHY_WITHIN);
    } catch (InterruptedException _) {
      // The message is about to be thrown, only shorter.
      Thread.currentThread().interrupt();
    }
  }
}
