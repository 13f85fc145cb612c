package dev.tailrace.app;

import dev.tailrace.topology.RecordFormat;
import dev.tailrace.topology.RefusalCounts;
import dev.tailrace.topology.TailraceTopology;
import dev.tailrace.topology.TopicSetup;
import dev.tailrace.topology.TopologySettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The running topology.
///
/// [#start] checks configuration, brokers and topics before the first record is read, and throws
/// with the remedy when something is amiss. Thread-safe.
public final class TailraceApplication implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TailraceApplication.class);
  private static final Duration CLOSE_BOUND = Duration.ofSeconds(30);

  private final KafkaStreams streams;
  private final Failures failures;
  private final Vitals vitals;
  private final Optional<HealthServer> health;
  private final ClockWatch clockWatch;
  private final CountDownLatch stopped = new CountDownLatch(1);

  private TailraceApplication(
      KafkaStreams streams, Failures failures, Vitals vitals, Optional<HealthServer> health) {
    this.streams = streams;
    this.failures = failures;
    this.vitals = vitals;
    this.health = health;
    this.clockWatch = new ClockWatch(this::fail);
  }

  /// What the application is doing.
  public enum State {
    /// Joins the group and restores its state.
    STARTING,
    /// Processes.
    RUNNING,
    /// Was closed.
    STOPPED,
    /// Stopped by itself; [#failure] says why.
    FAILED
  }

  /// Starts and returns while the instance still joins its group.
  ///
  /// @throws ConfigurationException when a serde cannot be made
  /// @throws UnfitBrokerException when the cluster cannot keep exactly-once
  /// @throws dev.tailrace.topology.UnfitTopicsException when topics are missing or wrong
  public static TailraceApplication start(TailraceConfig config) {
    return start(config, _ -> {});
  }

  /// As [#start(TailraceConfig)]; the listener hears every change of state, on a thread of the
  /// application that it must not block.
  public static TailraceApplication start(TailraceConfig config, Consumer<State> listener) {
    LOG.info("The configuration in force:\n{}", config);
    DecoderLimits.set();
    RecordFormat format = ConfiguredSerdes.of(config.serde());
    Telemetry telemetry = new Telemetry(config);
    Optional<HealthServer> health = telemetry.serve(config.http());
    try {
      int partitions = prepare(config);
      TopologySettings settings =
          new TopologySettings(
              config.topics().names(),
              config.batch().limits(partitions),
              config.deadLetters(),
              config.windows(),
              format,
              config.instance(),
              telemetry.counts());
      KafkaStreams streams =
          new KafkaStreams(
              TailraceTopology.build(settings),
              StreamsProperties.of(config),
              new StableTransactionIds(
                  config.applicationId(), config.instance(), telemetry.progress()));
      TailraceApplication application =
          new TailraceApplication(streams, telemetry.failures(), telemetry.vitals(), health);
      telemetry.follow(streams);
      streams.setStateListener((now, _) -> application.changed(now, listener));
      streams.start();
      application.clockWatch.start();
      return application;
    } catch (RuntimeException | Error e) {
      health.ifPresent(HealthServer::close);
      throw e;
    }
  }

  public State state() {
    return vitals.state();
  }

  /// Where health and metrics are served; empty when they are not.
  public OptionalInt httpPort() {
    return health.map(server -> OptionalInt.of(server.port())).orElseGet(OptionalInt::empty);
  }

  /// Why the application stopped by itself, as a sentence with the remedy.
  public Optional<String> failure() {
    return failures.permanent().map(Failures::explain);
  }

  /// What was counted in the partitions of this instance.
  ///
  /// @throws IllegalStateException while the instance is not running
  public Counts counts() {
    try {
      return Counts.of(RefusalCounts.notices(streams), RefusalCounts.deadLetters(streams));
    } catch (InvalidStateStoreException e) {
      throw new IllegalStateException(
          "the counts can be read while the application runs; it is " + state(), e);
    }
  }

  /// Waits until the application has stopped, by itself or by [#close].
  public void awaitStop() throws InterruptedException {
    stopped.await();
  }

  /// Stops after the running transaction is committed. The instance keeps its place in the group
  /// until the session times out, so that a restart moves nothing.
  @Override
  public void close() {
    clockWatch.close();
    if (!streams.close(CLOSE_BOUND)) {
      LOG.warn(
          "Stream threads did not stop within {}; their transaction will be aborted", CLOSE_BOUND);
    }
    health.ifPresent(HealthServer::close);
    stopped.countDown();
  }

  private void fail(RuntimeException why) {
    var _ = failures.handle(why);
    streams.close(CLOSE_BOUND);
  }

  private void changed(KafkaStreams.State now, Consumer<State> listener) {
    vitals.changed(now);
    listener.accept(vitals.state());
    if (now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING) {
      stopped.countDown();
    }
  }

  /// Checks brokers and topics, and gives the number of partitions of the raw topic.
  private static int prepare(TailraceConfig config) {
    TailraceConfig.Topics topics = config.topics();
    try (Admin admin = Admin.create(StreamsProperties.admin(config))) {
      BrokerFeatures.check(admin);
      Map<String, Integer> partitions = new TopicSetup(admin, topics.catalog()).run(topics.mode());
      return partitions.get(topics.names().raw());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
