package dev.tailrace.sink.postgres;

import dev.tailrace.postgres.PostgresAddress;
import dev.tailrace.sink.UpsertSettings;
import dev.tailrace.things.MutationRules;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigException;

/// The keys of the sink; docs/things.md lists them.
final class PostgresSinkConfig extends AbstractConfig {
  static final String URL = "postgres.url";
  static final String USER = "postgres.user";
  static final String PASSWORD = "postgres.password";
  static final String CONNECT_TIMEOUT_MS = "postgres.connect.timeout.ms";
  static final String STATEMENT_TIMEOUT_MS = "postgres.statement.timeout.ms";
  static final String DOCUMENT_MAX_BYTES = "postgres.document.max.bytes";
  static final String TOMBSTONE_RETENTION_MS = "postgres.tombstone.retention.ms";

  /// What follows it is a key of the registry client.
  static final String REGISTRY_PREFIX = "registry.";

  private static final int LARGEST_DOCUMENT = 64 << 20;

  static final ConfigDef DEFINITION = UpsertSettings.define(own(new ConfigDef()));

  private static ConfigDef own(ConfigDef definition) {
    return definition
        .define(
            URL,
            ConfigDef.Type.STRING,
            ConfigDef.NO_DEFAULT_VALUE,
            PostgresSinkConfig::requireUrl,
            Importance.HIGH,
            "JDBC URL of the database, such as jdbc:postgresql://db:5432/tailrace. With several"
                + " hosts the first one that takes writes is used. currentSchema=NAME names the"
                + " schema of the tables, sslmode=verify-full asks for TLS.")
        .define(USER, ConfigDef.Type.STRING, "postgres", Importance.HIGH, "User name.")
        .define(PASSWORD, ConfigDef.Type.PASSWORD, "", Importance.HIGH, "Password of the user.")
        .define(
            DOCUMENT_MAX_BYTES,
            ConfigDef.Type.INT,
            MutationRules.STANDARD_DOCUMENT_BYTES,
            Range.between(1, LARGEST_DOCUMENT),
            Importance.MEDIUM,
            "The largest state of an entity. A mutation with a larger one goes to the dead"
                + " letters.")
        .define(
            TOMBSTONE_RETENTION_MS,
            ConfigDef.Type.LONG,
            Duration.ofDays(60).toMillis(),
            Range.atLeast(0),
            Importance.LOW,
            "How long a delete is remembered once it is stored. An older mutation that comes later"
                + " than that brings the entity back, so it should be longer than the topic keeps"
                + " its records.")
        .define(
            CONNECT_TIMEOUT_MS,
            ConfigDef.Type.LONG,
            5_000L,
            Range.atLeast(1_000),
            Importance.LOW,
            "How long connecting may take.")
        .define(
            STATEMENT_TIMEOUT_MS,
            ConfigDef.Type.LONG,
            60_000L,
            Range.atLeast(1_000),
            Importance.LOW,
            "How long one statement of a batch may take before the batch is tried again.");
  }

  PostgresSinkConfig(Map<String, String> properties) {
    super(DEFINITION, properties);
  }

  private static void requireUrl(String key, Object value) {
    try {
      var _ = new PostgresAddress(value.toString(), "", "");
    } catch (IllegalArgumentException e) {
      throw new ConfigException("%s: %s".formatted(key, e.getMessage()));
    }
  }

  ConnectionSettings connection() {
    return new ConnectionSettings(
        new PostgresAddress(getString(URL), getString(USER), getPassword(PASSWORD).value()),
        Duration.ofMillis(getLong(CONNECT_TIMEOUT_MS)),
        Duration.ofMillis(getLong(STATEMENT_TIMEOUT_MS)));
  }

  int maxDocumentBytes() {
    return getInt(DOCUMENT_MAX_BYTES);
  }

  Duration tombstoneRetention() {
    return Duration.ofMillis(getLong(TOMBSTONE_RETENTION_MS));
  }

  /// Keys of the registry client.
  Map<String, Object> registry() {
    return originalsWithPrefix(REGISTRY_PREFIX);
  }
}
