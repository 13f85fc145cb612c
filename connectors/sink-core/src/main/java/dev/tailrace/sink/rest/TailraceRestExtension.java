package dev.tailrace.sink.rest;

import dev.tailrace.exposition.Exposition;
import dev.tailrace.metrics.MetricSource;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.health.ConnectClusterState;
import org.apache.kafka.connect.rest.ConnectRestExtension;
import org.apache.kafka.connect.rest.ConnectRestExtensionContext;

/// Serves health and metrics of the sinks on the REST interface of their worker, which names this
/// class in `rest.extension.classes`.
public final class TailraceRestExtension implements ConnectRestExtension {
  @Override
  public void register(ConnectRestExtensionContext context) {
    ConnectClusterState cluster = context.clusterState();
    Sinks sinks = new Sinks(cluster);
    context.configurable().register(new LiveResource(cluster));
    context.configurable().register(new ReadyResource(sinks));
    context
        .configurable()
        .register(
            new MetricsResource(
                new Exposition(MetricSource.SINKS, version(), new SinkReadings(sinks))));
  }

  @Override
  public void configure(Map<String, ?> configs) {
    // It has no settings.
  }

  @Override
  public String version() {
    return Objects.requireNonNullElse(
        TailraceRestExtension.class.getPackage().getImplementationVersion(), "development");
  }

  @Override
  public void close() {
    // It holds nothing.
  }
}
