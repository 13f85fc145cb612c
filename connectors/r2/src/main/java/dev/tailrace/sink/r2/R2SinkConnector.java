package dev.tailrace.sink.r2;

import dev.tailrace.sink.ConsumerRule;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;

/// Brings topics into a bucket as Parquet files, and into Iceberg tables over them; each row once.
public final class R2SinkConnector extends SinkConnector {
  private Map<String, String> properties = Map.of();

  @Override
  public String version() {
    return Version.current();
  }

  @Override
  public ConfigDef config() {
    return R2SinkKeys.DEFINITION;
  }

  @Override
  public Class<? extends Task> taskClass() {
    return R2SinkTask.class;
  }

  /// Adds what a definition of single keys cannot say, so that a bad configuration is refused
  /// before anything starts.
  @Override
  public Config validate(Map<String, String> candidate) {
    Config checked = super.validate(candidate);
    List<ConfigValue> values = checked.configValues();
    ConsumerRule.addProblem(candidate, values);
    if (values.stream().allMatch(value -> value.errorMessages().isEmpty())) {
      try {
        new R2SinkConfig(candidate).check();
      } catch (ConfigException e) {
        values.stream()
            .filter(value -> e.getMessage().contains(value.name()))
            .findFirst()
            .orElse(values.getFirst())
            .addErrorMessage(e.getMessage());
      }
    }
    return checked;
  }

  @Override
  public void start(Map<String, String> started) {
    properties = Map.copyOf(started);
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
