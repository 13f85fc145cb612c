package dev.tailrace.app;

import dev.tailrace.app.TailraceConfig.Http;
import dev.tailrace.exposition.Exposition;
import dev.tailrace.metrics.MetricSource;
import dev.tailrace.topology.TopologyCounts;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;

/// What the process tells about itself, wired together. There before the topology is.
final class Telemetry {
  private final TopologyCounts counts = new TopologyCounts();
  private final RestoreProgress restore = new RestoreProgress();
  private final Failures failures = new Failures();
  private final StoreReadings stores = new StoreReadings();
  private final RawProgress progress;
  private final Vitals vitals;
  private final Exposition metrics;

  Telemetry(TailraceConfig config) {
    InstantSource clock = InstantSource.system();
    progress = new RawProgress(config.topics().names().raw(), clock);
    vitals = new Vitals(failures, progress, restore, config.http().pollLimit());
    metrics =
        new Exposition(
            MetricSource.TOPOLOGY,
            version(),
            new TopologyReadings(
                config.topics().names(),
                counts,
                progress,
                restore,
                failures,
                vitals,
                stores,
                clock));
  }

  /// Serves it, unless the configuration says not to.
  Optional<HealthServer> serve(Http http) {
    return http.port().isPresent()
        ? Optional.of(HealthServer.start(http, http.port().getAsInt(), vitals, metrics))
        : Optional.empty();
  }

  /// Hears of what the streams do from now on; before they are started.
  void follow(KafkaStreams streams) {
    stores.follow(streams);
    streams.setUncaughtExceptionHandler(failures);
    streams.setGlobalStateRestoreListener(restore);
  }

  TopologyCounts counts() {
    return counts;
  }

  RawProgress progress() {
    return progress;
  }

  Failures failures() {
    return failures;
  }

  Vitals vitals() {
    return vitals;
  }

  private static String version() {
    return Objects.requireNonNullElse(
        Telemetry.class.getPackage().getImplementationVersion(), "development");
  }
}
