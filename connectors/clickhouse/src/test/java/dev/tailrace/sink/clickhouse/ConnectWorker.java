package dev.tailrace.sink.clickhouse;

import dev.tailrace.exposition.Scrape;
import dev.tailrace.sink.rest.TailraceRestExtension;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.cli.ConnectStandalone;
import org.apache.kafka.connect.runtime.Connect;
import org.apache.kafka.connect.runtime.standalone.StandaloneHerder;
import org.apache.kafka.connect.util.FutureCallback;
import org.awaitility.Awaitility;

/// A real standalone worker of Kafka Connect in this JVM.
final class ConnectWorker implements AutoCloseable {
  private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

  private final Connect<StandaloneHerder> connect;

  ConnectWorker(Path directory, String bootstrapServers) {
    Map<String, String> worker = new HashMap<>();
    worker.put("bootstrap.servers", bootstrapServers);
    worker.put("key.converter", BYTES);
    worker.put("value.converter", BYTES);
    worker.put("header.converter", BYTES);
    worker.put("offset.storage.file.filename", directory.resolve("connect.offsets").toString());
    worker.put("offset.flush.interval.ms", "500");
    worker.put("listeners", "http://127.0.0.1:0");
    worker.put("plugin.discovery", "service_load");
    worker.put("rest.extension.classes", TailraceRestExtension.class.getName());
    connect = new ConnectStandalone().startConnect(worker);
  }

  void put(String connector, Map<String, String> settings) throws Exception {
    FutureCallback<
            org.apache.kafka.connect.runtime.Herder.Created<
                org.apache.kafka.connect.runtime.rest.entities.ConnectorInfo>>
        done = new FutureCallback<>();
    connect.herder().putConnectorConfig(connector, settings, true, done);
    done.get(30, TimeUnit.SECONDS);
  }

  /// Address of its REST interface.
  URI url() {
    return connect.rest().advertisedUrl();
  }

  /// States of the connector's tasks, each with its trace.
  String tasks(String connector) {
    return connect.herder().connectorStatus(connector).tasks().stream()
        .map(task -> task.state() + " " + task.trace())
        .toList()
        .toString();
  }

  /// What it exposes once nothing waits for its connectors any more.
  Scrape awaitNoLag() throws Exception {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Scrape.of(url()).sum("tailrace_sink_time_lag_seconds") == 0);
    return Scrape.of(url());
  }

  @Override
  public void close() {
    connect.stop();
    connect.awaitStop();
  }
}
