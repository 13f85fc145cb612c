package dev.tailrace.audit;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;

/// What the last round found, at `http://127.0.0.1:PORT/metrics` in Prometheus's format.
///
/// Thread-safe.
public final class AuditMetrics implements AutoCloseable {
  private static final double MILLIS = 1_000.0;

  private final Gauge lost;
  private final Gauge duplicated;
  private final Gauge differing;
  private final Gauge lag;
  private final Counter rounds;
  private final Gauge lastRound;
  private final HTTPServer server;

  private AuditMetrics(int port) throws IOException {
    PrometheusRegistry registry = new PrometheusRegistry();
    lost = gauge("tailrace_audit_lost", "Rows that must be there and are not.", registry);
    duplicated = gauge("tailrace_audit_duplicated", "Copies beyond the first.", registry);
    differing =
        gauge(
            "tailrace_audit_differing",
            "Rows that are not as they must be, or that nothing accounts for.",
            registry);
    lag =
        gauge(
            "tailrace_audit_lag_seconds",
            "How far the store is behind the raw topic as it was at the round's start.",
            registry);
    rounds =
        Counter.builder()
            .name("tailrace_audit_rounds_total")
            .help("Rounds that were finished.")
            .register(registry);
    lastRound =
        Gauge.builder()
            .name("tailrace_audit_last_round_timestamp_seconds")
            .help("When the last finished round began, Unix epoch seconds.")
            .register(registry);
    server =
        HTTPServer.builder()
            .inetAddress(InetAddress.getLoopbackAddress())
            .port(port)
            .registry(registry)
            .buildAndStart();
  }

  private static Gauge gauge(String name, String help, PrometheusRegistry registry) {
    return Gauge.builder().name(name).help(help).labelNames("store").register(registry);
  }

  /// Starts to serve.
  ///
  /// @param port on 127.0.0.1; 0 for any that is free
  public static AuditMetrics serve(int port) {
    try {
      return new AuditMetrics(port);
    } catch (IOException e) {
      throw new AuditException(
          "cannot listen on 127.0.0.1:%d: %s; choose another with --metrics-port"
              .formatted(port, e.getMessage()),
          e);
    }
  }

  /// The port that is served.
  public int port() {
    return server.getPort();
  }

  /// Takes over what a round found.
  public void record(AuditRound round) {
    for (StoreVerdict verdict : round.report().stores()) {
      lost.labelValues(verdict.store()).set((double) verdict.lost());
      duplicated.labelValues(verdict.store()).set((double) verdict.duplicated());
      differing.labelValues(verdict.store()).set((double) verdict.differing());
      lag.labelValues(verdict.store())
          .set(round.lags().getOrDefault(verdict.store(), Duration.ZERO).toMillis() / MILLIS);
    }
    rounds.inc();
    lastRound.set(round.report().time().toEpochMilli() / MILLIS);
  }

  @Override
  public void close() {
    server.close();
  }
}
