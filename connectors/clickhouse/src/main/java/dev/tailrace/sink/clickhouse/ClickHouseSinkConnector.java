package dev.tailrace.sink.clickhouse;

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

/// Brings the sealed batches of topics into ClickHouse tables, each exactly once.
///
/// Stateless: every task gets the connector's properties as they are.
public final class ClickHouseSinkConnector extends SinkConnector {
  private Map<String, String> properties = Map.of();

  @Override
  public String version() {
    return Version.current();
  }

  @Override
  public ConfigDef config() {
    return ClickHouseSinkConfig.DEFINITION;
  }

  /// Adds what a definition of single keys cannot say, so that a bad configuration is refused
  /// before anything starts.
  @Override
  public Config validate(Map<String, String> candidate) {
    Config checked = super.validate(candidate);
    List<ConfigValue> values = checked.configValues();
    ConsumerRule.problem(candidate)
        .ifPresent(
            problem -> {
              ConfigValue level = new ConfigValue(ConsumerRule.ISOLATION_LEVEL);
              level.addErrorMessage(problem);
              values.add(level);
            });
    if (values.stream().allMatch(value -> value.errorMessages().isEmpty())) {
      checkTogether(candidate, values);
    }
    return checked;
  }

  private static void checkTogether(Map<String, String> candidate, List<ConfigValue> values) {
    try {
      new ClickHouseSinkConfig(candidate).tables();
    } catch (ConfigException e) {
      values.stream()
          .filter(value -> value.name().equals(ClickHouseSinkConfig.TABLES))
          .forEach(value -> value.addErrorMessage(e.getMessage()));
    }
  }

  @Override
  public void start(Map<String, String> started) {
    properties = Map.copyOf(started);
  }

  @Override
  public Class<? extends Task> taskClass() {
    return ClickHouseSinkTask.class;
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
