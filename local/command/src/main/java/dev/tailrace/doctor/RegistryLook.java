package dev.tailrace.doctor;

import dev.tailrace.app.TailraceConfig;
import dev.tailrace.schema.ErrorTrends5Min;
import dev.tailrace.schema.Event;
import dev.tailrace.schema.Mutation;
import dev.tailrace.schema.PartialWindow;
import dev.tailrace.schema.ServiceMetricsHourly;
import dev.tailrace.serde.RegistryRefusedException;
import dev.tailrace.serde.RegistryUnavailableException;
import dev.tailrace.serde.SchemaRegistryClient;
import dev.tailrace.topology.TopicNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;

/// The schema registry, and whether it has what this build writes.
public final class RegistryLook {
  private static final String SUBJECT = "registry";

  private final Findings findings;

  public RegistryLook(Findings findings) {
    this.findings = findings;
  }

  /// Looks whether it answers and has the schemas.
  ///
  /// @param config of the topology
  public void run(TailraceConfig config) {
    Map<String, String> settings = new HashMap<>(config.serde().properties());
    String url = settings.get("schema.registry.url");
    if (url == null) {
      findings.warning(
          SUBJECT,
          "no schema registry is named, so none was asked",
          "give --schema-registry URL, or tailrace.serde.schema.registry.url by --config");
      return;
    }
    settings.put("max.retries", "0");
    settings.put("http.read.timeout.ms", "10000");
    try (SchemaRegistryClient registry = SchemaRegistryClient.of(settings)) {
      subjects(registry, config.topics().names(), url);
    } catch (ConfigException e) {
      findings.problem(SUBJECT, e);
    }
  }

  private void subjects(SchemaRegistryClient registry, TopicNames topics, String url) {
    List<String> missing = new ArrayList<>();
    for (Map.Entry<String, Schema> subject : subjects(topics).entrySet()) {
      try {
        var _ = registry.id(subject.getKey(), subject.getValue());
      } catch (RegistryRefusedException _) {
        missing.add(subject.getKey());
      } catch (RegistryUnavailableException e) {
        findings.problem(SUBJECT, e.getMessage(), "check the address and the credentials");
        return;
      }
    }
    if (missing.isEmpty()) {
      findings.ok(SUBJECT, url + " has the schemas of this build");
    } else {
      findings.warning(
          SUBJECT,
          "%s answers; this build's schema is no version of %s"
              .formatted(url, String.join(", ", missing)),
          "none with auto.register.schemas=true (the default): the first record registers it; else"
              + " register it (docs/schemas.md)");
    }
  }

  private static Map<String, Schema> subjects(TopicNames topics) {
    Map<String, Schema> subjects = new LinkedHashMap<>();
    subjects.put(topics.events() + "-value", Event.getClassSchema());
    subjects.put(topics.partials() + "-value", PartialWindow.getClassSchema());
    subjects.put(topics.serviceMetrics() + "-value", ServiceMetricsHourly.getClassSchema());
    subjects.put(topics.errorTrends() + "-value", ErrorTrends5Min.getClassSchema());
    subjects.put(topics.mutations() + "-value", Mutation.getClassSchema());
    return subjects;
  }
}
