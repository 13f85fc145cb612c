package dev.tailrace.app;

import dev.tailrace.app.TailraceConfig.Batch;
import dev.tailrace.app.TailraceConfig.EffectiveValue;
import dev.tailrace.app.TailraceConfig.Http;
import dev.tailrace.app.TailraceConfig.Serde;
import dev.tailrace.app.TailraceConfig.Topics;
import dev.tailrace.topology.DeadLetterLimits;
import dev.tailrace.topology.TopicCatalog.Retention;
import dev.tailrace.topology.TopicNames;
import dev.tailrace.window.WindowLimits;
import io.smallrye.config.SmallRyeConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.ConfigValue;

/// Reads the configuration once and collects everything that is wrong with it.
final class ConfigReader {
  private static final String BOOTSTRAP = "bootstrap.servers";
  private final ConfigSources sources;
  private final SmallRyeConfig config;
  private final SecretFiles secrets = new SecretFiles();
  private final List<String> problems = new ArrayList<>();
  private final List<EffectiveValue> effective = new ArrayList<>();

  ConfigReader(Optional<Path> file, Map<String, String> environment, Map<String, String> options) {
    this.sources = ConfigSources.read(file, environment, options);
    this.config = sources.config();
  }

  TailraceConfig read() {
    problems.addAll(sources.problems());
    Optional<String> applicationId = value(Settings.APPLICATION_ID);
    Optional<String> instance = value(Settings.INSTANCE);
    Optional<Topics> topics = topics();
    Optional<Batch> batch = batch();
    Optional<DeadLetterLimits> deadLetters = deadLetters();
    Optional<WindowLimits> windows = windows();
    Optional<String> serializer = value(Settings.SERIALIZER);
    Optional<String> deserializer = value(Settings.DESERIALIZER);
    Optional<Http> http = http();
    Optional<LogFormat> logFormat = value(Settings.LOG_FORMAT);
    Map<String, String> kafka = section(Section.KAFKA);
    Map<String, String> streams = section(Section.STREAMS);
    Map<String, String> serde = section(Section.SERDE);
    if (!kafka.containsKey(BOOTSTRAP)) {
      problems.add(
          "tailrace.kafka.bootstrap.servers is missing: give the brokers as host:port,host:port");
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new TailraceConfig(
        applicationId.orElseThrow(),
        instance.filter(name -> !name.equals("auto")).orElseGet(ConfigReader::hostName),
        topics.orElseThrow(),
        batch.orElseThrow(),
        deadLetters.orElseThrow(),
        windows.orElseThrow(),
        new Serde(serializer.orElseThrow(), deserializer.orElseThrow(), serde),
        http.orElseThrow(),
        logFormat.orElseThrow(),
        kafka,
        streams,
        effective);
  }

  private Optional<Topics> topics() {
    var raw = value(Settings.TOPIC_RAW);
    var events = value(Settings.TOPIC_EVENTS);
    var partials = value(Settings.TOPIC_PARTIALS);
    var serviceMetrics = value(Settings.TOPIC_SERVICE_METRICS);
    var errorTrends = value(Settings.TOPIC_ERROR_TRENDS);
    var mutations = value(Settings.TOPIC_MUTATIONS);
    var deadLetters = value(Settings.TOPIC_DEAD_LETTERS);
    var mode = value(Settings.TOPIC_MODE);
    var partitions = value(Settings.PARTITIONS);
    var deadLetterPartitions = value(Settings.DEAD_LETTER_PARTITIONS);
    var replication = value(Settings.REPLICATION);
    var retainRaw = value(Settings.RETENTION_RAW);
    var retainEvents = value(Settings.RETENTION_EVENTS);
    var retainPartials = value(Settings.RETENTION_PARTIALS);
    var retainWindows = value(Settings.RETENTION_WINDOWS);
    var retainMutations = value(Settings.RETENTION_MUTATIONS);
    var retainDeadLetters = value(Settings.RETENTION_DEAD_LETTERS);
    return whole(
        () ->
            new Topics(
                new TopicNames(
                    raw.orElseThrow(),
                    events.orElseThrow(),
                    partials.orElseThrow(),
                    serviceMetrics.orElseThrow(),
                    errorTrends.orElseThrow(),
                    mutations.orElseThrow(),
                    deadLetters.orElseThrow()),
                mode.orElseThrow(),
                partitions.orElseThrow(),
                deadLetterPartitions.orElseThrow(),
                replication.orElseThrow(),
                new Retention(
                    retainRaw.orElseThrow(),
                    retainEvents.orElseThrow(),
                    retainPartials.orElseThrow(),
                    retainWindows.orElseThrow(),
                    retainMutations.orElseThrow(),
                    retainDeadLetters.orElseThrow())));
  }

  private Optional<Batch> batch() {
    var rows = value(Settings.BATCH_ROWS);
    var bytes = value(Settings.BATCH_BYTES);
    var age = value(Settings.BATCH_AGE);
    var ageBehind = value(Settings.BATCH_AGE_BEHIND);
    var tick = value(Settings.BATCH_TICK);
    var roll = value(Settings.BATCH_ROLL);
    return whole(
        () ->
            new Batch(
                rows.orElseThrow(),
                bytes.orElseThrow(),
                age.orElseThrow(),
                ageBehind.orElseThrow(),
                tick.orElseThrow(),
                roll.orElseThrow()));
  }

  private Optional<DeadLetterLimits> deadLetters() {
    var consecutive = value(Settings.DEAD_LETTER_CONSECUTIVE);
    var ratio = value(Settings.DEAD_LETTER_RATIO);
    var window = value(Settings.DEAD_LETTER_WINDOW);
    return whole(
        () ->
            new DeadLetterLimits(
                consecutive.orElseThrow(), ratio.orElseThrow(), window.orElseThrow()));
  }

  private Optional<WindowLimits> windows() {
    var grace = value(Settings.WINDOW_GRACE);
    var linger = value(Settings.WINDOW_LINGER);
    var update = value(Settings.WINDOW_UPDATE);
    return whole(
        () -> new WindowLimits(grace.orElseThrow(), linger.orElseThrow(), update.orElseThrow()));
  }

  private Optional<Http> http() {
    var host = value(Settings.HTTP_HOST);
    var port = value(Settings.HTTP_PORT);
    var pollLimit = value(Settings.POLL_LIMIT);
    return whole(() -> new Http(host.orElseThrow(), port.orElseThrow(), pollLimit.orElseThrow()));
  }

  /// A group of settings, once all of them are good. What the group itself objects to is a problem
  /// like any other.
  private <T> Optional<T> whole(Supplier<T> group) {
    if (!problems.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(group.get());
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage());
      return Optional.empty();
    }
  }

  private <T> Optional<T> value(Setting<T> setting) {
    ConfigValue found = config.getConfigValue(setting.key());
    String text = found.getValue() == null ? setting.fallback() : found.getValue().strip();
    String origin = found.getValue() == null ? "default" : found.getSourceName();
    effective.add(new EffectiveValue(setting.key(), text, origin));
    try {
      return Optional.of(setting.parser().apply(secrets.resolved(text)));
    } catch (IllegalArgumentException e) {
      problems.add(setting.key() + " (" + origin + "): " + e.getMessage());
      return Optional.empty();
    }
  }

  private Map<String, String> section(Section section) {
    Map<String, String> properties = new TreeMap<>();
    for (String key : sources.keysOf(section)) {
      ConfigValue found = config.getConfigValue(key);
      try {
        properties.put(
            key.substring(section.prefix().length()), secrets.resolved(found.getValue()));
      } catch (IllegalArgumentException e) {
        problems.add(key + " (" + found.getSourceName() + "): " + e.getMessage());
      }
      effective.add(
          new EffectiveValue(
              key, EffectiveTable.shown(key, found.getValue()), found.getSourceName()));
    }
    return properties;
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      throw new ConfigurationException(
          List.of(
              "tailrace.instance is auto, but this host has no name ("
                  + e.getMessage()
                  + "): set tailrace.instance"));
    }
  }
}
