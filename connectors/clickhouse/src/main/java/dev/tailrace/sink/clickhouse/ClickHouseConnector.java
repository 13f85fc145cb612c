package dev.tailrace.sink.clickhouse;

import dev.tailrace.sink.ConsumerRule;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.sink.SinkConnector;

/// What all ClickHouse connectors do alike: they check the configuration as a whole, and give every
/// task the connector's properties as they are.
abstract class ClickHouseConnector extends SinkConnector {
  private Map<String, String> properties = Map.of();

  @Override
  public final String version() {
    return Version.current();
  }

  /// The configuration, read.
  ///
  /// @throws ConfigException when a value is wrong
  abstract ClickHouseConfig read(Map<String, String> candidate);

  /// Adds what a definition of single keys cannot say, so that a bad configuration is refused
  /// before anything starts.
  @Override
  public final Config validate(Map<String, String> candidate) {
    Config checked = super.validate(candidate);
    List<ConfigValue> values = checked.configValues();
    ConsumerRule.addProblem(candidate, values);
    if (values.stream().allMatch(value -> value.errorMessages().isEmpty())) {
      checkTogether(candidate, values);
    }
    return checked;
  }

  private void checkTogether(Map<String, String> candidate, List<ConfigValue> values) {
    try {
      var _ = read(candidate).tableOfTopic();
    } catch (ConfigException e) {
      values.stream()
          .filter(value -> value.name().equals(ClickHouseConfig.TABLES))
          .forEach(value -> value.addErrorMessage(e.getMessage()));
    }
  }

  @Override
  public final void start(Map<String, String> started) {
    properties = Map.copyOf(started);
  }

  @Override
  public final List<Map<String, String>> taskConfigs(int maxTasks) {
    return Collections.nCopies(maxTasks, properties);
  }

  @Override
  public final void stop() {
    // Holds nothing.
  }
}
