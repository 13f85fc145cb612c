package dev.tailrace.stack;

import dev.tailrace.sink.rest.TailraceRestExtension;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.connect.cli.ConnectStandalone;
import org.apache.kafka.connect.runtime.Connect;
import org.apache.kafka.connect.runtime.rest.entities.ConnectorStateInfo.TaskState;
import org.apache.kafka.connect.util.ConnectorTaskId;

/// A standalone Kafka Connect worker inside this JVM, with its REST interface on loopback.
///
/// Thread-safe: the herder behind it is.
public final class ConnectWorker implements AutoCloseable {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);

  private final Connect<?> connect;

  private ConnectWorker(Connect<?> connect) {
    this.connect = connect;
  }

  /// Starts the worker; it returns once the REST interface answers.
  ///
  /// Workers of different names share the partitions of connectors that have the same name. One
  /// that comes back under its name gets its partitions again at once, however it ended.
  ///
  /// @param name of this worker among those that share connectors
  /// @param port of the REST interface; 0 takes any free port
  /// @param overrides worker properties over those of this class
  public static ConnectWorker start(
      String name,
      String bootstrapServers,
      int port,
      Path directory,
      Map<String, String> overrides) {
    // On a failed start Connect would end the whole JVM; the stack reports and stops by itself.
    Exit.setExitProcedure(
        (status, message) -> {
          throw new StackException(
              "Kafka Connect ended with status "
                  + status
                  + (message == null ? "" : ": " + message));
        });
    try {
      Files.createDirectories(directory);
      Map<String, String> settings = settings(bootstrapServers, port, directory);
      settings.put("consumer.group.instance.id", name);
      settings.putAll(overrides);
      return new ConnectWorker(new ConnectStandalone().startConnect(settings));
    } catch (IOException e) {
      throw new StackException("cannot create " + directory + " for Kafka Connect", e);
    }
  }

  private static Map<String, String> settings(String bootstrapServers, int port, Path directory) {
    Map<String, String> settings = new HashMap<>();
    String bytes = "org.apache.kafka.connect.converters.ByteArrayConverter";
    settings.put("bootstrap.servers", bootstrapServers);
    settings.put("listeners", "http://127.0.0.1:" + port);
    settings.put("key.converter", bytes);
    settings.put("value.converter", bytes);
    settings.put("header.converter", bytes);
    settings.put("plugin.discovery", "service_load");
    settings.put("rest.extension.classes", TailraceRestExtension.class.getName());
    settings.put("topic.tracking.enable", "false");
    settings.put("offset.storage.file.filename", directory.resolve("offsets").toString());
    // An idle poll waits this long, so it bounds how late a sink learns of anything but records.
    settings.put("offset.flush.interval.ms", "2000");
    settings.put("task.shutdown.graceful.timeout.ms", "10000");
    settings.put("consumer.isolation.level", "read_committed");
    settings.put("consumer.max.poll.records", "5000");
    settings.put("consumer.fetch.min.bytes", "1");
    settings.put("consumer.max.partition.fetch.bytes", String.valueOf(4 << 20));
    settings.put("consumer.session.timeout.ms", "10000");
    settings.put("producer.max.request.size", String.valueOf(40 << 20));
    return settings;
  }

  /// Creates or replaces a connector and waits until it is accepted.
  ///
  /// @throws StackException when its configuration is refused; the message says why
  public void put(String name, Map<String, String> config) {
    var done = new CompletableFuture<Void>();
    connect
        .herder()
        .putConnectorConfig(
            name,
            config,
            true,
            (error, _) -> {
              if (error == null) {
                done.complete(null);
              } else {
                done.completeExceptionally(error);
              }
            });
    await(done, "connector " + name);
  }

  /// What a connector's tasks do.
  public List<TaskState> tasks(String name) {
    return connect.herder().connectorStatus(name).tasks();
  }

  void restartTask(String name, int task) {
    var done = new CompletableFuture<Void>();
    connect
        .herder()
        .restartTask(
            new ConnectorTaskId(name, task),
            (error, _) -> {
              if (error == null) {
                done.complete(null);
              } else {
                done.completeExceptionally(error);
              }
            });
    await(done, "restart of task " + task + " of connector " + name);
  }

  /// Where its REST interface answers.
  public URI url() {
    return connect.rest().advertisedUrl();
  }

  @Override
  public void close() {
    connect.stop();
    connect.awaitStop();
    Exit.resetExitProcedure();
  }

  private static void await(CompletableFuture<Void> done, String what) {
    try {
      done.get(REQUEST_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new StackException(
          what + " was refused by Kafka Connect: " + e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new StackException(
          what + " was not answered by Kafka Connect within " + REQUEST_TIMEOUT, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while waiting for " + what, e);
    }
  }
}
