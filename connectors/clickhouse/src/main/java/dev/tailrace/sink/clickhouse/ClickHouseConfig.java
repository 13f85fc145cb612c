package dev.tailrace.sink.clickhouse;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;

/// The keys that all ClickHouse connectors share; docs/sinks.md lists them.
abstract class ClickHouseConfig extends AbstractConfig {
  static final String URL = "clickhouse.url";
  static final String DATABASE = "clickhouse.database";
  static final String USER = "clickhouse.user";
  static final String PASSWORD = "clickhouse.password";
  static final String COMPRESSION = "clickhouse.compression";
  static final String CONNECT_TIMEOUT_MS = "clickhouse.connect.timeout.ms";
  static final String INSERT_TIMEOUT_MS = "clickhouse.insert.timeout.ms";
  static final String TABLES = "clickhouse.tables";
  static final String TABLE_REFRESH_MS = "clickhouse.table.refresh.ms";

  /// What follows it is a setting of the server, sent with every statement.
  static final String SERVER_SETTING_PREFIX = "clickhouse.setting.";

  /// What follows it is a key of the registry client.
  static final String REGISTRY_PREFIX = "registry.";

  /// Adds the keys to the definition of a connector.
  static ConfigDef define(ConfigDef definition) {
    return timing(tables(connection(definition)));
  }

  private static ConfigDef connection(ConfigDef definition) {
    return definition
        .define(
            URL,
            ConfigDef.Type.LIST,
            ConfigDef.NO_DEFAULT_VALUE,
            Importance.HIGH,
            "URLs of ClickHouse's HTTP interface, such as http://clickhouse:8123. Several must be"
                + " replicas of the same tables: the next is used when one cannot be reached.")
        .define(
            DATABASE, ConfigDef.Type.STRING, "default", Importance.HIGH, "Database of the tables.")
        .define(USER, ConfigDef.Type.STRING, "default", Importance.HIGH, "User name.")
        .define(PASSWORD, ConfigDef.Type.PASSWORD, "", Importance.HIGH, "Password of the user.")
        .define(
            COMPRESSION,
            ConfigDef.Type.STRING,
            "none",
            ValidString.in("none", "lz4"),
            Importance.MEDIUM,
            "Compression of inserts: lz4 saves network, none saves processor time at both ends.");
  }

  private static ConfigDef tables(ConfigDef definition) {
    return definition.define(
        TABLES,
        ConfigDef.Type.LIST,
        "",
        Importance.MEDIUM,
        "Tables by topic, as topic=table. A topic that is not listed goes into the table of its"
            + " own name.");
  }

  private static ConfigDef timing(ConfigDef definition) {
    return definition
        .define(
            TABLE_REFRESH_MS,
            ConfigDef.Type.LONG,
            60_000L,
            Range.atLeast(0),
            Importance.LOW,
            "How old the sink's knowledge of a table's columns may be. A column added later is"
                + " filled after that time at most.")
        .define(
            CONNECT_TIMEOUT_MS,
            ConfigDef.Type.LONG,
            5_000L,
            Range.atLeast(1),
            Importance.LOW,
            "How long connecting may take.")
        .define(
            INSERT_TIMEOUT_MS,
            ConfigDef.Type.LONG,
            60_000L,
            Range.atLeast(1),
            Importance.LOW,
            "How long the server may be silent during an insert or a question.");
  }

  ClickHouseConfig(ConfigDef definition, Map<String, String> properties) {
    super(definition, properties);
  }

  /// Statements that may run at the same time.
  abstract int connections();

  final ConnectionSettings connection() {
    Map<String, String> serverSettings = new HashMap<>();
    originalsWithPrefix(SERVER_SETTING_PREFIX)
        .forEach((name, value) -> serverSettings.put(name, String.valueOf(value)));
    return new ConnectionSettings(
        getList(URL),
        getString(DATABASE),
        getString(USER),
        getPassword(PASSWORD).value(),
        ConnectionSettings.Compression.valueOf(getString(COMPRESSION).toUpperCase(Locale.ROOT)),
        Duration.ofMillis(getLong(CONNECT_TIMEOUT_MS)),
        Duration.ofMillis(getLong(INSERT_TIMEOUT_MS)),
        connections(),
        serverSettings);
  }

  /// The table of each topic.
  ///
  /// @throws ConfigException when [#TABLES] cannot be read
  final UnaryOperator<String> tableOfTopic() {
    Map<String, String> tables = tables();
    return topic -> tables.getOrDefault(topic, topic);
  }

  private Map<String, String> tables() {
    Map<String, String> tables = new HashMap<>();
    for (String entry : getList(TABLES)) {
      String[] topicAndTable = entry.split("=", -1);
      if (topicAndTable.length != 2 || topicAndTable[0].isBlank() || topicAndTable[1].isBlank()) {
        throw new ConfigException(TABLES, entry, "must be topic=table");
      }
      tables.put(topicAndTable[0].strip(), topicAndTable[1].strip());
    }
    return tables;
  }

  final Duration tableRefresh() {
    return Duration.ofMillis(getLong(TABLE_REFRESH_MS));
  }

  /// Keys of the registry client.
  final Map<String, Object> registry() {
    return originalsWithPrefix(REGISTRY_PREFIX);
  }
}
