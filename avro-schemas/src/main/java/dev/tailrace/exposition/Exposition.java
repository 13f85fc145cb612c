package dev.tailrace.exposition;

import dev.tailrace.metrics.Metric;
import dev.tailrace.metrics.MetricSource;
import dev.tailrace.metrics.ProcessMetric;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.AppInfoParser;

/// Writes the metrics of a process, those of its virtual machine with them. Thread-safe when the
/// reader is.
public final class Exposition {
  static final String TOTAL = "_total";

  private final Set<String> names;
  private final String version;
  private final Consumer<Readings> reader;
  private final PrometheusRegistry machine = new PrometheusRegistry();
  private final ExpositionFormats formats = ExpositionFormats.init();

  /// A page of metrics.
  ///
  /// @param contentType for the header of that name
  @SuppressWarnings("ArrayRecordComponent") // only passed on, never compared
  public record Page(String contentType, byte[] body) {}

  /// @param version of Tailrace, as it stands in the build info
  /// @param reader adds what the process itself knows, at each scrape
  public Exposition(MetricSource process, String version, Consumer<Readings> reader) {
    this.names = Metric.of(process).stream().map(Metric::text).collect(Collectors.toSet());
    this.version = version;
    this.reader = reader;
    ProcessMetrics.builder().register(machine);
    JvmMemoryMetrics.builder().register(machine);
    JvmGarbageCollectorMetrics.builder().register(machine);
    JvmThreadsMetrics.builder().register(machine);
  }

  /// The metrics as they are now.
  ///
  /// @param accept what the reader asks for, by the header of that name; null for Prometheus's text
  public Page page(String accept) {
    ExpositionFormatWriter writer = formats.findWriter(accept);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try {
      writer.write(body, scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not from memory
    }
    return new Page(writer.getContentType(), body.toByteArray());
  }

  private MetricSnapshots scrape() {
    Readings readings = new Readings();
    readings.add(
        ProcessMetric.BUILD_INFO,
        1,
        version,
        AppInfoParser.getVersion(),
        Runtime.version().toString());
    reader.accept(readings);
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    readings.snapshots().forEach(all::metricSnapshot);
    machine.scrape().stream().filter(this::isListed).forEach(all::metricSnapshot);
    return all.build();
  }

  private boolean isListed(MetricSnapshot snapshot) {
    String name = snapshot.getMetadata().getPrometheusName();
    return names.contains(snapshot instanceof CounterSnapshot ? name + TOTAL : name);
  }
}
