package dev.tailrace.sink.r2;

import dev.tailrace.sink.FailureSettings;
import dev.tailrace.sink.parquet.ParquetSettings;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;

/// The settings of [R2SinkConnector], read.
final class R2SinkConfig extends AbstractConfig {
  private static final Map<String, String> DEFAULT_DIRECTORIES =
      Map.of(
          "service-metrics.hourly", "service_metrics_hourly",
          "error-trends.5min", "error_trends_5min",
          "tail.dead-letter", "dead-letters");

  R2SinkConfig(Map<String, String> properties) {
    super(R2SinkKeys.DEFINITION, properties);
  }

  /// Looks at what the definition of single keys cannot say.
  ///
  /// @throws ConfigException naming the key
  void check() {
    var _ = directories();
    long interval = getLong(R2SinkKeys.ROLL_INTERVAL_MS);
    if (Duration.ofDays(1).toMillis() % interval != 0) {
      throw new ConfigException(R2SinkKeys.ROLL_INTERVAL_MS, interval, "must divide a day");
    }
    requireMatch(R2SinkKeys.BUCKET, "[^/\\s]+", "must be the name of a bucket");
    requireMatch(
        R2SinkKeys.ENDPOINT,
        "|https?://[^/\\s]+/?",
        "must be a URL such as https://ACCOUNT.r2.cloudflarestorage.com");
    requireMatch(R2SinkKeys.SOURCE, "[A-Za-z0-9_.]+", "must be letters, digits, _ and .");
    requireMatch(R2SinkKeys.NAMESPACE, "[^.\\s]+(\\.[^.\\s]+)*", "must be names with . between");
    String uri = R2SinkKeys.CATALOG_PREFIX + "uri";
    if (catalog().isEmpty() && !originalsWithPrefix(R2SinkKeys.CATALOG_PREFIX).isEmpty()) {
      throw new ConfigException(uri, null, "is missing: without it there are no tables");
    }
    if (getString(R2SinkKeys.ACCESS_KEY).isEmpty()
        != getPassword(R2SinkKeys.SECRET_KEY).value().isEmpty()) {
      throw new ConfigException(
          R2SinkKeys.SECRET_KEY
              + " and "
              + R2SinkKeys.ACCESS_KEY
              + " belong together: set both or none");
    }
  }

  private void requireMatch(String key, String pattern, String rule) {
    if (!getString(key).matches(pattern)) {
      throw new ConfigException(key, getString(key), rule);
    }
  }

  BucketSettings bucket() {
    String accessKey = getString(R2SinkKeys.ACCESS_KEY);
    String endpoint = getString(R2SinkKeys.ENDPOINT);
    String prefix = getString(R2SinkKeys.PREFIX);
    return new BucketSettings(
        endpoint.isEmpty() ? Optional.empty() : Optional.of(URI.create(endpoint)),
        getString(R2SinkKeys.REGION),
        getString(R2SinkKeys.BUCKET),
        prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/",
        accessKey.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new BucketSettings.Credentials(
                    accessKey, getPassword(R2SinkKeys.SECRET_KEY).value())),
        Duration.ofMillis(getLong(R2SinkKeys.TIMEOUT_MS)));
  }

  BucketSettings errorsBucket() {
    String name = getString(R2SinkKeys.ERRORS_BUCKET);
    return name.isEmpty() ? bucket() : bucket().withBucket(name);
  }

  String source() {
    return getString(R2SinkKeys.SOURCE);
  }

  /// What a topic is.
  TopicProfile profile(String topic) {
    String directory = directories().getOrDefault(topic, topic.replace('.', '_').replace('-', '_'));
    if (topic.equals(getString(R2SinkKeys.EVENTS_TOPIC))) {
      return new TopicProfile(directory, TopicProfile.Order.SEALED, TopicProfile.Content.EVENTS);
    }
    return topic.equals(getString(R2SinkKeys.LETTERS_TOPIC))
        ? new TopicProfile(directory, TopicProfile.Order.TIMED, TopicProfile.Content.LETTERS)
        : new TopicProfile(directory, TopicProfile.Order.TIMED, TopicProfile.Content.STATES);
  }

  private Map<String, String> directories() {
    Map<String, String> directories = new HashMap<>(DEFAULT_DIRECTORIES);
    for (String entry : getList(R2SinkKeys.DIRECTORIES)) {
      String[] both = entry.split("=", -1);
      if (both.length != 2 || both[0].isBlank() || !both[1].strip().matches("[A-Za-z0-9_-]+")) {
        throw new ConfigException(R2SinkKeys.DIRECTORIES, entry, "must be topic=directory");
      }
      directories.put(both[0].strip(), both[1].strip());
    }
    return directories;
  }

  Duration rollInterval() {
    return Duration.ofMillis(getLong(R2SinkKeys.ROLL_INTERVAL_MS));
  }

  Duration idleGrace() {
    return Duration.ofMillis(getLong(R2SinkKeys.IDLE_GRACE_MS));
  }

  int partBytes() {
    return getInt(R2SinkKeys.PART_BYTES);
  }

  int fileMaxRows() {
    return getInt(R2SinkKeys.FILE_MAX_ROWS);
  }

  ParquetSettings parquet() {
    ParquetSettings usual = ParquetSettings.DEFAULT;
    return new ParquetSettings(
        getInt(R2SinkKeys.ROW_GROUP_ROWS),
        usual.sortRows(),
        usual.sortBytes(),
        getInt(R2SinkKeys.ZSTD_LEVEL));
  }

  long backlogBytes() {
    return getLong(R2SinkKeys.BACKLOG_BYTES);
  }

  FailureSettings failures() {
    return FailureSettings.of(this);
  }

  Map<String, Object> registry() {
    return originalsWithPrefix(R2SinkKeys.REGISTRY_PREFIX);
  }

  String namespace() {
    return getString(R2SinkKeys.NAMESPACE);
  }

  Duration commitInterval() {
    return Duration.ofMillis(getLong(R2SinkKeys.COMMIT_INTERVAL_MS));
  }

  /// Properties of the catalog; empty when there is none.
  Optional<Map<String, String>> catalog() {
    Map<String, String> given = new HashMap<>();
    originalsWithPrefix(R2SinkKeys.CATALOG_PREFIX)
        .forEach((name, value) -> given.put(name, String.valueOf(value)));
    return given.containsKey("uri") ? Optional.of(given) : Optional.empty();
  }
}
