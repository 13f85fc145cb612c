package dev.tailrace.faults;

import dev.tailrace.clickhouse.ClickHouseSchema;
import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.clickhouse.Placeholders;
import dev.tailrace.engines.ClickHouseDistribution;
import dev.tailrace.engines.ClickHouseServer;
import dev.tailrace.engines.EngineState;
import dev.tailrace.engines.PostgresServer;
import dev.tailrace.engines.RestartPolicy;
import dev.tailrace.engines.SupervisedClickHouse;
import dev.tailrace.engines.SupervisedPostgres;
import dev.tailrace.parts.PartRole;
import dev.tailrace.postgres.PostgresAddress;
import dev.tailrace.postgres.schema.ThingsSchema;
import dev.tailrace.stack.ClickHouseHttp;
import dev.tailrace.stack.Delivery;
import dev.tailrace.stack.StackState;
import dev.tailrace.stack.StackTopics;
import dev.tailrace.stack.WindowCheck;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole pipeline as processes that can be harmed one by one: a broker; registry, S3 and
/// catalog; two topology instances; two Connect workers; ClickHouse; Postgres. The sinks reach
/// their stores through proxies.
///
/// Not thread-safe.
final class World implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(World.class);
  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration LOOK = Duration.ofMillis(200);
  /// Names of the processes whose clocks can be harmed.
  static final List<String> CLOCKED = List.of("topology-a", "topology-b", "sinks-a", "sinks-b");

  /// An engine is killed as often as the harness likes.
  private static final RestartPolicy ALWAYS =
      new RestartPolicy(
          1_000, Duration.ofSeconds(30), Duration.ofMillis(100), Duration.ofMillis(500));

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final WorldPlaces places;
  private final Machine machine;
  private final SupervisedClickHouse clickHouse;
  private final SupervisedPostgres postgres;
  private final StoreProxies proxies;
  private final Part broker;
  private final Part services;
  private final List<Part> topologies = new ArrayList<>();
  private final List<Part> sinks = new ArrayList<>();

  /// Who works in a world.
  ///
  /// @param topologies names of the instances
  /// @param sinks names of the workers
  record Crew(List<String> topologies, List<String> sinks) {
    /// Two of each.
    static final Crew PAIRS = new Crew(List.of("a", "b"), List.of("a", "b"));

    /// Two topology instances, and one worker with all sinks.
    static final Crew ONE_WORKER = new Crew(List.of("a", "b"), List.of("a"));

    Crew {
      topologies = List.copyOf(topologies);
      sinks = List.copyOf(sinks);
    }
  }

  /// Starts everything, two instances and two workers, and returns when all parts work.
  ///
  /// @param directory holds everything; created when missing
  /// @param sinkOverrides settings of the workers, over those of a stack, such as
  ///     `clickhouse/transforms` for a property of the connector `clickhouse`
  /// @param machine its disks and clocks, which are closed with the world
  static World start(
      Path directory,
      Map<String, String> sinkOverrides,
      Machine machine,
      Consumer<String> progress) {
    return start(directory, Crew.PAIRS, sinkOverrides, machine, progress);
  }

  /// As [#start(Path, Map, Machine, Consumer)], with another crew.
  static World start(
      Path directory,
      Crew crew,
      Map<String, String> sinkOverrides,
      Machine machine,
      Consumer<String> progress) {
    World world = new World(directory, crew, sinkOverrides, machine, progress);
    try {
      world.startPipeline(progress);
      return world;
    } catch (RuntimeException e) {
      world.close();
      throw e;
    }
  }

  private World(
      Path directory,
      Crew crew,
      Map<String, String> sinkOverrides,
      Machine machine,
      Consumer<String> progress) {
    places = WorldPlaces.in(directory);
    this.machine = opened(machine);
    progress.accept("starting ClickHouse and Postgres");
    clickHouse =
        opened(
            SupervisedClickHouse.start(
                ClickHouseServer.Settings.of(directory.resolve("clickhouse"))
                    .withHttpPort(places.clickHouse()),
                ClickHouseDistribution.ofThisMachine().fetch((_, _) -> {}),
                ALWAYS,
                state -> changed("ClickHouse", state)));
    postgres =
        opened(
            SupervisedPostgres.start(
                directory.resolve("postgres"),
                places.postgres(),
                ALWAYS,
                state -> changed("Postgres", state)));
    proxies = opened(StoreProxies.start(places));
    broker = opened(part("broker", PartRole.BROKER, 768, places.ofBroker()));
    services = opened(part("services", PartRole.SERVICES, 512, places.ofServices()));
    crew.topologies().forEach(name -> topologies.add(topology(name)));
    for (String name : crew.sinks()) {
      Map<String, String> settings = places.ofSinks(name, proxies, postgres.jdbcUrl());
      settings.putAll(sinkOverrides);
      sinks.add(opened(part("sinks-" + name, PartRole.SINKS, 1_536, settings)));
    }
  }

  private Part topology(String name) {
    return opened(part("topology-" + name, PartRole.TOPOLOGY, 512, places.ofTopology(name)));
  }

  /// Starts one more topology instance and returns when it works.
  void addTopology(String name) {
    Part added = topology(name);
    topologies.add(added);
    added.start();
    added.awaitReady(START);
  }

  private <T extends AutoCloseable> T opened(T part) {
    open.push(part);
    return part;
  }

  private static void changed(String engine, EngineState state) {
    LOG.info("{}: {}", engine, state);
  }

  private Part part(String name, PartRole role, int heapMegabytes, Map<String, String> settings) {
    return new Part(
        name,
        VictimJvm.command(heapMegabytes, places.archive(name), role, places.log(name), settings),
        machine.environment(name),
        places.output(name));
  }

  private void startPipeline(Consumer<String> progress) {
    broker.start();
    services.start();
    try (var schema =
        new ClickHouseSchema(Endpoint.of(clickHouse.url()), Placeholders.of("default"))) {
      schema.apply();
    }
    new ThingsSchema(postgresAddress()).apply();
    progress.accept("starting the broker, the registry, S3 and the catalog");
    broker.awaitReady(START);
    services.awaitReady(START);
    progress.accept("starting topology instances and workers with sinks");
    // The first one makes the topics.
    topologies.getFirst().start();
    topologies.getFirst().awaitReady(START);
    topologies.forEach(Part::start);
    sinks.forEach(Part::start);
    awaitReady();
  }

  /// Has the instances of topology and sinks end in order and come back: they leave an archive of
  /// their classes, with which every later life begins sooner.
  void warmUp() {
    if (!VictimJvm.mayArchive()) {
      return;
    }
    List<Part> instances = new ArrayList<>(topologies);
    instances.addAll(sinks);
    for (Part part : instances) {
      part.stopAndHold();
      part.release();
      part.awaitReady(START);
    }
  }

  /// Waits until all parts work.
  void awaitReady() {
    parts().forEach(part -> part.awaitReady(START));
  }

  String bootstrapServers() {
    return places.bootstrapServers();
  }

  Part broker() {
    return broker;
  }

  Part services() {
    return services;
  }

  List<Part> topologies() {
    return List.copyOf(topologies);
  }

  List<Part> sinks() {
    return sinks;
  }

  /// All processes that are JVMs.
  List<Part> parts() {
    List<Part> all = new ArrayList<>(List.of(broker, services));
    all.addAll(topologies);
    all.addAll(sinks);
    return all;
  }

  /// Its disks and clocks.
  Machine machine() {
    return machine;
  }

  long clickHousePid() {
    return clickHouse.pid();
  }

  long postgresPid() {
    return postgres.pid();
  }

  /// What stands between the sinks and their stores.
  StoreProxies proxies() {
    return proxies;
  }

  PostgresAddress postgresAddress() {
    return new PostgresAddress(
        postgres.jdbcUrl(), PostgresServer.SUPERUSER, PostgresServer.SUPERUSER);
  }

  /// Where everything is, past the proxies.
  StackState state() {
    return new StackState(
        ProcessHandle.current().pid(),
        bootstrapServers(),
        places.registryUrl().toString(),
        clickHouse.url(),
        clickHouse.pid(),
        "",
        places.s3Url().toString(),
        places.icebergUrl().toString(),
        postgres.jdbcUrl(),
        postgres.pid(),
        "");
  }

  /// Where what is measured can be read.
  Freshness.StoreAddresses addresses() {
    return new Freshness.StoreAddresses(
        URI.create(clickHouse.url()), "default", postgresAddress(), places.icebergUrl());
  }

  ClickHouseHttp clickHouse() {
    return new ClickHouseHttp(Endpoint.of(clickHouse.url()), "default");
  }

  /// Waits until every raw record has come through to every store.
  ///
  /// @throws IllegalStateException when something does not arrive in time
  void awaitDelivery(Duration patience) {
    awaitReady();
    long until = System.nanoTime() + patience.toNanos();
    String waiting = "";
    try (Delivery delivery = new Delivery(bootstrapServers(), StackTopics.STAGES)) {
      WindowCheck windows = new WindowCheck(clickHouse());
      while (System.nanoTime() < until) {
        Optional<Delivery.Stage> stage = delivery.waitingFor();
        if (stage.isEmpty() && windows.progress().isComplete()) {
          return;
        }
        waiting = stage.map(Delivery.Stage::name).orElse("the windows");
        LockSupport.parkNanos(LOOK.toNanos());
      }
    }
    throw new IllegalStateException("after " + patience + " still waiting for " + waiting);
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        LOG.warn("cannot end a part", e);
      }
    }
  }
}
