package dev.tailrace.engines;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// The main class of the child process that is a ClickHouse server. [ClickHouseServer] starts it
/// and nobody else should.
///
/// The engine is `clickhouse local` with a script of three statements: start the HTTP listener,
/// write its port into a pipe, read from a second pipe until that is closed. The child lives as
/// long as its standard input stays open, so it goes when its parent goes, whatever kills the
/// parent. It must not depend on any library: its class path is this package alone.
final class ClickHouseProcess {
  /// The last line of a process that stopped when asked to and was not ended by the engine.
  static final String STOPPED = "the ClickHouse engine stopped";

  static final String READY = "READY ";
  static final int ENGINE_DIED = 3;
  static final int DIRECTORY_IN_USE = 4;

  private static final int STANDARD_INPUT = 0;
  private static final int STANDARD_OUTPUT = 1;
  private static final int STANDARD_ERROR = 2;
  private static final int LOCK_ATTEMPTS = 20;
  private static final long LOCK_PAUSE_NANOS = 50_000_000;
  private static final long STOP_MILLIS = 20_000;
  private static final long TYPE_AGAIN_MILLIS = 100;

  private final DirectoryLock lock;
  private final Thread engine;
  private final int aliveEnd;
  private final int keyboard;
  private volatile Phase phase = Phase.STARTING;

  private enum Phase {
    STARTING,
    LISTENING,
    STOPPING
  }

  private ClickHouseProcess(DirectoryLock lock, Thread engine, int aliveEnd, int keyboard) {
    this.lock = lock;
    this.engine = engine;
    this.aliveEnd = aliveEnd;
    this.keyboard = keyboard;
  }

  /// Arguments: library file, data directory, HTTP port (0 = any), and the parent's process id and
  /// start time.
  public static void main(String[] arguments) throws Exception {
    Path library = Path.of(arguments[0]);
    ClickHouseFiles files = new ClickHouseFiles(Path.of(arguments[1]));
    int port = Integer.parseInt(arguments[2]);
    Posix.leaveTerminal();
    LockOwner self = LockOwner.childOf(Long.parseLong(arguments[3]), Instant.parse(arguments[4]));
    DirectoryLock lock = lockOrExit(files.directory(), self.toString());
    // The engine prints to standard output and wants a terminal as standard input. What the parent
    // wrote to and reads from keeps other numbers.
    int parentAlive = Posix.duplicate(STANDARD_INPUT);
    int tellParent = Posix.duplicate(STANDARD_OUTPUT);
    Posix.redirect(STANDARD_ERROR, STANDARD_OUTPUT);
    int keyboard = Posix.terminalAsStandardInput();
    Posix.Pipe listening = Posix.pipe();
    Posix.Pipe alive = Posix.pipe();

    List<String> script = engineArguments(files, port, listening.writeEnd(), alive.readEnd());
    Thread engine = Thread.ofPlatform().name("clickhouse").start(() -> runEngine(library, script));
    var process = new ClickHouseProcess(lock, engine, alive.writeEnd(), keyboard);
    Thread.ofPlatform().daemon().name("engine-watch").start(process::exitWithTheEngine);
    String boundPort = readLine(listening.readEnd());
    process.phase = Phase.LISTENING;
    Runtime.getRuntime().addShutdownHook(new Thread(process::stopEngine, "stop"));
    try (PrintStream parent =
        new PrintStream(open(tellParent), /* autoFlush= */ true, StandardCharsets.UTF_8)) {
      parent.println(READY + boundPort);
    }
    awaitEndOfFile(parentAlive);
    System.exit(0);
  }

  /// Others who want the directory hold the lock for a moment to see whether it is free.
  private static DirectoryLock lockOrExit(Path directory, String owner) throws IOException {
    String holder = "";
    for (int attempt = 0; attempt < LOCK_ATTEMPTS; attempt++) {
      switch (DirectoryLock.attempt(directory, owner)) {
        case DirectoryLock.Attempt.Acquired(DirectoryLock lock) -> {
          return lock;
        }
        case DirectoryLock.Attempt.Held(String other) -> holder = other;
      }
      LockSupport.parkNanos(LOCK_PAUSE_NANOS);
    }
    System.err.println(directory + " is held by " + holder);
    Posix.exitNow(DIRECTORY_IN_USE);
    throw new IllegalStateException("unreachable");
  }

  private static List<String> engineArguments(
      ClickHouseFiles files, int port, int listeningEnd, int aliveEnd) {
    return List.of(
        "--path=" + files.store(),
        "--config-file=" + files.configuration(),
        "--listen_host=127.0.0.1",
        "--http_port=" + port,
        "--log-level=warning",
        "--logger.console=0",
        // An engine that is not interactive installs an error handler that aborts the process on
        // malformed requests. It is interactive only with a terminal as standard input.
        "--interactive",
        "--disable_suggestion",
        "--progress=off",
        "--query="
            + """
            SYSTEM START LISTEN HTTP;
            SELECT getServerPort('http_port') INTO OUTFILE '/dev/fd/%d' TRUNCATE FORMAT TSV
            SETTINGS log_queries = 0;
            SELECT * FROM file(%d, LineAsString, 'line String') FORMAT Null
            SETTINGS log_queries = 0
            """
                .formatted(listeningEnd, aliveEnd));
  }

  private static void runEngine(Path library, List<String> arguments) {
    try {
      ChdbLibrary.load(library)
          .runLocal(arguments)
          .ifPresent(error -> System.err.println("the ClickHouse engine ended: " + error));
    } catch (RuntimeException | LinkageError e) {
      System.err.println("the ClickHouse engine cannot run: " + e);
    }
  }

  private void exitWithTheEngine() {
    while (phase == Phase.STARTING && engine.isAlive()) {
      // A script that fails, say because the port was taken meanwhile, leaves the engine waiting
      // for commands. While the script runs nobody reads them.
      typeExit();
      joinEngine(TYPE_AGAIN_MILLIS);
    }
    joinEngine(Long.MAX_VALUE);
    if (phase != Phase.STOPPING) {
      System.err.println("the ClickHouse engine ended without being asked to");
      Posix.exitNow(ENGINE_DIED);
    }
  }

  private void stopEngine() {
    phase = Phase.STOPPING;
    try {
      Posix.close(aliveEnd);
      // After its script the engine waits for a command at its terminal; it may not be there yet.
      for (long waited = 0; engine.isAlive() && waited < STOP_MILLIS; waited += TYPE_AGAIN_MILLIS) {
        typeExit();
        // The engine waits five seconds for clients to go, idle ones too.
        Posix.endInputOfConnections();
        joinEngine(TYPE_AGAIN_MILLIS);
      }
      if (!engine.isAlive()) {
        lock.close();
      }
    } catch (IOException e) {
      System.err.println("the ClickHouse engine cannot be told to stop: " + e);
    }
    if (engine.isAlive()) {
      System.err.println("the ClickHouse engine did not stop in time and was ended");
      Posix.exitNow(ENGINE_DIED);
    }
    System.err.println(STOPPED);
    Posix.exitNow(0);
  }

  private void typeExit() {
    try {
      Posix.write(keyboard, "exit\r");
    } catch (IOException e) {
      System.err.println("the ClickHouse engine cannot be told to stop: " + e);
    }
  }

  private void joinEngine(long millis) {
    try {
      engine.join(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the threads of this process", e);
    }
  }

  private static String readLine(int descriptor) throws IOException {
    try (var reader =
        new BufferedReader(
            new InputStreamReader(
                new FileInputStream("/dev/fd/" + descriptor), StandardCharsets.UTF_8))) {
      return reader.readLine();
    }
  }

  private static OutputStream open(int descriptor) throws IOException {
    return new FileOutputStream("/dev/fd/" + descriptor);
  }

  private static void awaitEndOfFile(int descriptor) throws IOException {
    try (InputStream in = new FileInputStream("/dev/fd/" + descriptor)) {
      while (in.read() >= 0) {
        // The parent writes nothing; what matters is that it still could.
      }
    }
  }
}
