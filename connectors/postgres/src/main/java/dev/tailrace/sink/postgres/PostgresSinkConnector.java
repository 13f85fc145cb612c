package dev.tailrace.sink.postgres;

import dev.tailrace.sink.ConsumerRule;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;

/// Brings the mutations of `things.mutations` into the Postgres tables `things` and
/// `relationships`.
public final class PostgresSinkConnector extends SinkConnector {
  private Map<String, String> properties = Map.of();

  @Override
  public String version() {
    return ConnectorVersion.current();
  }

  @Override
  public ConfigDef config() {
    return PostgresSinkConfig.DEFINITION;
  }

  /// Adds what a definition of single keys cannot say, so that a bad configuration is refused
  /// before anything starts.
  @Override
  public Config validate(Map<String, String> candidate) {
    Config checked = super.validate(candidate);
    ConsumerRule.addProblem(candidate, checked.configValues());
    return checked;
  }

  @Override
  public void start(Map<String, String> started) {
    properties = Map.copyOf(started);
  }

  @Override
  public Class<? extends Task> taskClass() {
    return PostgresSinkTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return Collections.nCopies(maxTasks, properties);
  }

  @Override
  public void stop() {
    // Holds nothing.
  }
}
