package dev.tailrace.stack;

import dev.tailrace.app.TailraceApplication;
import dev.tailrace.app.TailraceConfig;
import dev.tailrace.engines.KafkaBroker;
import dev.tailrace.engines.PostgresServer;
import dev.tailrace.engines.SchemaRegistryServer;
import dev.tailrace.stack.Parts.Layer;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// The start of a stack: what does not depend on each other starts at the same time.
final class StackStart {
  private final StackSettings settings;
  private final Consumer<String> progress;
  private final InstantSource clock;
  private final Parts parts = new Parts();
  private final Health health = new Health();
  private final StateFile stateFile;

  StackStart(StackSettings settings, Consumer<String> progress, InstantSource clock) {
    this.settings = settings;
    this.progress = progress;
    this.clock = clock;
    this.stateFile = new StateFile(settings.data());
  }

  Stack run() {
    try (ExecutorService starters = Executors.newVirtualThreadPerTaskExecutor()) {
      return run(starters);
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  private Stack run(ExecutorService starters) {
    DataDirectory directory =
        parts.add(Layer.DIRECTORY, "data directory", DataDirectory.open(settings.data()));
    // After a kill -9 of the stack it runs on, with its port.
    PostgresServer.endFormer(directory.postgres());
    settings.ports().requireFree();
    Future<ClickHouseStart.Running> clickHouseStart =
        starters.submit(
            () -> new ClickHouseStart(settings, progress, parts, health, stateFile).run(directory));
    Future<PostgresStart.Running> postgresStart =
        starters.submit(
            () -> new PostgresStart(settings, progress, parts, health, stateFile).run(directory));
    Future<SchemaRegistryServer> registryStart = starters.submit(() -> startRegistry(directory));
    Future<Lake> lakeStart = starters.submit(() -> Lake.start(directory, settings.ports(), parts));
    progress.accept("starting Kafka");
    KafkaBroker broker =
        parts.add(
            Layer.SERVICES,
            "Kafka",
            KafkaBroker.start(directory.kafka(), settings.ports().kafka(), Map.of()));
    // Kafka would end the whole JVM at once, say when its disk is full; the stack stops in order.
    var _ = broker.failure().thenAccept(reason -> health.fail(new StackException(reason)));
    Future<ConnectWorker> connectStart = starters.submit(() -> startConnect(broker, directory));
    SchemaRegistryServer registry = await(registryStart);
    Future<TailraceApplication> applicationStart =
        starters.submit(() -> startTopology(broker, registry, directory));
    ClickHouseStart.Running clickHouse = await(clickHouseStart);
    TailraceApplication application = await(applicationStart);
    ConnectWorker connect = await(connectStart);
    Lake lake = await(lakeStart);
    PostgresStart.Running postgres = await(postgresStart);
    var configs =
        new SinkConfigs(
            new SinkConfigs.Places(
                registry.url(),
                clickHouse.endpoint(),
                settings.database(),
                lake.s3Url(),
                lake.catalogUrl(),
                postgres.address()),
            settings.roll());
    SinkWatch watch = startSinks(connect, broker, configs);
    parts.add(Layer.AROUND, "disk guard", new DiskGuard(directory, health::fail));
    StackState state = state(broker, registry, clickHouse, connect, lake, postgres, application);
    stateFile.publish(state);
    parts.add(Layer.AROUND, "stack.json", stateFile);
    return new Stack(
        parts,
        health,
        state,
        application,
        watch,
        new ClickHouseHttp(clickHouse.endpoint(), settings.database()),
        lake,
        postgres.address(),
        clock);
  }

  private SchemaRegistryServer startRegistry(DataDirectory directory) throws IOException {
    return parts.add(
        Layer.SERVICES,
        "schema registry",
        SchemaRegistryServer.start(settings.ports().registry(), directory.registryJournal()));
  }

  private ConnectWorker startConnect(KafkaBroker broker, DataDirectory directory) {
    return parts.add(
        Layer.PIPELINE,
        "Kafka Connect",
        ConnectWorker.start(
            "local",
            broker.bootstrapServers(),
            settings.ports().connect(),
            directory.connect(),
            Map.of()));
  }

  private TailraceApplication startTopology(
      KafkaBroker broker, SchemaRegistryServer registry, DataDirectory directory)
      throws InterruptedException {
    progress.accept("starting the topology");
    Map<String, String> config = new HashMap<>();
    config.put("tailrace.kafka.bootstrap.servers", broker.bootstrapServers());
    config.put("tailrace.serde.schema.registry.url", registry.url());
    config.put("tailrace.application.id", StackTopics.APPLICATION_ID);
    config.put("tailrace.instance", "local");
    config.put("tailrace.http.port", String.valueOf(settings.ports().topology()));
    config.put("tailrace.streams.state.dir", directory.topology().toString());
    config.putAll(settings.topology());
    CountDownLatch settled = new CountDownLatch(1);
    TailraceApplication application =
        TailraceApplication.start(
            TailraceConfig.of(config),
            now -> {
              if (now != TailraceApplication.State.STARTING) {
                settled.countDown();
              }
            });
    parts.add(Layer.PIPELINE, "topology", application);
    settled.await();
    application
        .failure()
        .ifPresent(
            failure -> {
              throw new StackException("the topology did not start: " + failure);
            });
    return application;
  }

  private SinkWatch startSinks(ConnectWorker connect, KafkaBroker broker, SinkConfigs sinks) {
    if (settings.sinks() == StackSettings.SinkStart.FROM_ZERO) {
      try (Delivery delivery = new Delivery(broker.bootstrapServers(), StackTopics.STAGES)) {
        StackTopics.SINKS.forEach(delivery::restartFromZero);
      }
    }
    progress.accept("starting the sinks");
    var configs = sinks.byConnector();
    configs.forEach(connect::put);
    return parts.add(Layer.AROUND, "sink watch", new SinkWatch(connect, configs.keySet(), clock));
  }

  private static StackState state(
      KafkaBroker broker,
      SchemaRegistryServer registry,
      ClickHouseStart.Running clickHouse,
      ConnectWorker connect,
      Lake lake,
      PostgresStart.Running postgres,
      TailraceApplication application) {
    return new StackState(
        ProcessHandle.current().pid(),
        broker.bootstrapServers(),
        registry.url(),
        clickHouse.endpoint().url().toString(),
        clickHouse.pid().getAsLong(),
        connect.url().toString(),
        lake.s3Url(),
        lake.catalogUrl(),
        postgres.address().place(),
        postgres.pid().getAsLong(),
        topologyUrl(application));
  }

  private static String topologyUrl(TailraceApplication application) {
    OptionalInt port = application.httpPort();
    return port.isPresent() ? "http://127.0.0.1:" + port.getAsInt() : "";
  }

  private static <T> T await(Future<T> start) {
    try {
      return start.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new StackException("the stack did not start: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while the stack started", e);
    }
  }
}
