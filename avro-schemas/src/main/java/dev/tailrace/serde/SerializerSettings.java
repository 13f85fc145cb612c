package dev.tailrace.serde;

import java.util.Map;
import java.util.Optional;

/// How a serializer finds the id of a schema; the keys are Confluent's.
record SerializerSettings(Side side, SubjectNameStrategy strategy, SchemaSource source) {
  static final SerializerSettings DEFAULT =
      new SerializerSettings(Side.VALUE, SubjectNameStrategy.TOPIC, SchemaSource.REGISTER);

  /// @throws org.apache.kafka.common.config.ConfigException that lists every problem
  static SerializerSettings parse(Map<String, ?> config, Side side) {
    Settings settings = new Settings(config);
    var parsed = new SerializerSettings(side, strategy(settings, side), source(settings));
    settings.throwProblems();
    return parsed;
  }

  /// As with Confluent's, registering goes before the newest version; a contradiction is told,
  /// because there both are on unless one is switched off.
  private static SchemaSource source(Settings settings) {
    boolean latest = settings.isOn("use.latest.version", Settings.Default.OFF);
    boolean register =
        settings.isOn("auto.register.schemas", latest ? Settings.Default.OFF : Settings.Default.ON);
    if (latest && register) {
      settings.problem(
          "use.latest.version", "is true, and so is auto.register.schemas; set one to false");
    }
    if (latest) {
      return SchemaSource.LATEST;
    }
    return register ? SchemaSource.REGISTER : SchemaSource.LOOK_UP;
  }

  private static SubjectNameStrategy strategy(Settings settings, Side side) {
    Optional<String> name = settings.className(side.strategySetting());
    if (name.isEmpty()) {
      return SubjectNameStrategy.TOPIC;
    }
    Optional<SubjectNameStrategy> strategy = SubjectNameStrategy.named(name.get());
    if (strategy.isEmpty()) {
      settings.problem(
          side.strategySetting(),
          "is '"
              + name.get()
              + "'; write TopicNameStrategy, RecordNameStrategy or TopicRecordNameStrategy, or"
              + " use Confluent's own serializer (docs/schemas.md)");
    }
    return strategy.orElse(SubjectNameStrategy.TOPIC);
  }
}
