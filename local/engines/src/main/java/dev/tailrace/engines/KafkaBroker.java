package dev.tailrace.engines;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/// A real Kafka broker with its own controller (KRaft, one node) in this JVM, listening on
/// 127.0.0.1 only.
///
/// Topics, records, committed offsets and open transactions live in the data directory and survive
/// [#close], the end of the JVM and kill -9. The directory may be started again on another port.
/// Several brokers may run in one JVM, each on its own directory.
///
/// Topics are never created by use. Records up to [#MAX_MESSAGE_BYTES] are accepted unless a topic
/// says less. Thread-safe.
public final class KafkaBroker implements AutoCloseable {
  /// The largest record batch the broker takes; `max.message.bytes` of a topic restricts it.
  public static final int MAX_MESSAGE_BYTES = 40 * 1024 * 1024;

  private static final String SERVICE = "Kafka";
  private static final Duration STOP_BOUND = Duration.ofSeconds(30);
  private static final int PORT_ATTEMPTS = 5;

  private final KafkaRaftServer server;
  private final int port;
  private final DirectoryLock lock;
  private final CompletableFuture<String> failure = new CompletableFuture<>();
  private boolean closed;

  private KafkaBroker(KafkaRaftServer server, int port, DirectoryLock lock) {
    this.server = server;
    this.port = port;
    this.lock = lock;
  }

  /// What a broker is started with.
  ///
  /// @param directory holds everything the broker keeps; created when missing
  /// @param port where clients connect; 0 takes any free port
  /// @param overrides Kafka's own broker properties, over the defaults of this class
  /// @param featureLevels levels of Kafka features (such as `transaction.version`) other than
  /// those of the newest release; they are written when an empty directory is formatted and
  /// ignored later
  public record Settings(
      Path directory, int port, Map<String, String> overrides, Map<String, Short> featureLevels) {
    public Settings {
      directory = directory.toAbsolutePath().normalize();
      overrides = Map.copyOf(overrides);
      featureLevels = Map.copyOf(featureLevels);
    }

    /// Any free port, the defaults of this class, the newest features.
    public static Settings of(Path directory) {
      return new Settings(directory, 0, Map.of(), Map.of());
    }

    public Settings withPort(int newPort) {
      return new Settings(directory, newPort, overrides, featureLevels);
    }

    public Settings withOverrides(Map<String, String> newOverrides) {
      return new Settings(directory, port, newOverrides, featureLevels);
    }

    public Settings withFeatureLevels(Map<String, Short> newFeatureLevels) {
      return new Settings(directory, port, overrides, newFeatureLevels);
    }
  }

  /// As [#start(Settings)].
  public static KafkaBroker start(Path directory, int port, Map<String, String> overrides) {
    return start(new Settings(directory, port, overrides, Map.of()));
  }

  /// Starts the broker and returns once it takes requests.
  ///
  /// @throws PortTakenException when the port is held by another program
  /// @throws DirectoryInUseException when another broker runs on the directory
  /// @throws EngineException when the directory holds something else, or Kafka does not start
  public static KafkaBroker start(Settings settings) {
    KafkaLogs.quiet();
    KafkaHalt.intercept();
    LoopbackPort.requireFree(SERVICE, settings.port());
    DirectoryLock lock = DirectoryLock.require(SERVICE, settings.directory());
    try {
      BrokerDirectory.format(dataDirectory(settings), settings.featureLevels());
      FormerRegistration.end(dataDirectory(settings));
      return startLocked(settings, lock);
    } catch (IOException | RuntimeException e) {
      lock.release();
      throw e instanceof EngineException known ? known : notStarted(settings, e);
    }
  }

  private static KafkaBroker startLocked(Settings settings, DirectoryLock lock) {
    for (int attempt = 1; ; attempt++) {
      int port = settings.port() == 0 ? LoopbackPort.anyFree() : settings.port();
      var properties =
          BrokerProperties.of(
              dataDirectory(settings), port, LoopbackPort.anyFree(), settings.overrides());
      KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
      try {
        server.startup();
        KafkaBroker broker = new KafkaBroker(server, port, lock);
        KafkaHalt.report(broker);
        return broker;
      } catch (RuntimeException e) {
        stopAfterFailure(server, e);
        // Free ports are found by asking and released before Kafka binds them, so another program
        // can be quicker.
        if (!lostPort(e) || attempt == PORT_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static boolean lostPort(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof java.net.BindException) {
        return true;
      }
    }
    return false;
  }

  private static void stopAfterFailure(KafkaRaftServer server, RuntimeException failure) {
    try {
      server.shutdown();
      server.awaitShutdown();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /// Where clients connect, as the property `bootstrap.servers` takes it.
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /// The port clients connect to.
  public int port() {
    return port;
  }

  /// Completes with the reason when Kafka gives up while it runs, for instance because the disk is
  /// full. It takes no records any more then; what it acknowledged is safe. Close it, mend the
  /// reason and start it again. Never completes otherwise.
  public CompletableFuture<String> failure() {
    return failure.copy();
  }

  /// False when it has failed before.
  boolean fail(String reason) {
    return failure.complete(reason);
  }

  /// Stops cleanly: logs are flushed and closed, so that the next start has nothing to recover.
  /// Closing twice does nothing.
  ///
  /// @throws EngineException when Kafka has not stopped within 30 seconds; the directory stays
  /// locked then, because something may still write to it
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    KafkaHalt.forget(this);
    FutureTask<Void> stop =
        new FutureTask<>(
            () -> {
              server.shutdown();
              server.awaitShutdown();
              return null;
            });
    Thread.ofPlatform().name("kafka-broker-stop").daemon().start(stop);
    try {
      stop.get(STOP_BOUND.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new EngineException(
          "Kafka on port %d did not stop within %d s; its data is safe, the next start will recover it"
              .formatted(port, STOP_BOUND.toSeconds()),
          e);
    } catch (ExecutionException e) {
      throw new EngineException("Kafka on port " + port + " failed while it stopped", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted while Kafka on port " + port + " stopped", e);
    }
    lock.release();
  }

  private static Path dataDirectory(Settings settings) {
    return settings.directory().resolve("data");
  }

  private static EngineException notStarted(Settings settings, Exception cause) {
    return new EngineException(
        "Kafka did not start on %s: %s".formatted(settings.directory(), cause), cause);
  }
}
