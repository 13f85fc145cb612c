package dev.tailrace.serde;

import java.util.Arrays;
import java.util.Optional;
import org.apache.avro.Schema;

/// Under which subject a schema stands in the registry. The names are those of Confluent's
/// classes, so that one configuration fits both serializers.
enum SubjectNameStrategy {
  TOPIC("TopicNameStrategy") {
    @Override
    String subject(String topic, Side side, Schema schema) {
      return topic + side.suffix();
    }
  },
  RECORD("RecordNameStrategy") {
    @Override
    String subject(String topic, Side side, Schema schema) {
      return schema.getFullName();
    }
  },
  TOPIC_RECORD("TopicRecordNameStrategy") {
    @Override
    String subject(String topic, Side side, Schema schema) {
      return topic + "-" + schema.getFullName();
    }
  };

  private static final String CONFLUENT_PACKAGE = "io.confluent.kafka.serializers.subject.";

  private final String className;

  SubjectNameStrategy(String className) {
    this.className = className;
  }

  abstract String subject(String topic, Side side, Schema schema);

  /// By the name of Confluent's class, with or without its package.
  static Optional<SubjectNameStrategy> named(String name) {
    String simple =
        name.startsWith(CONFLUENT_PACKAGE) ? name.substring(CONFLUENT_PACKAGE.length()) : name;
    return Arrays.stream(values()).filter(it -> it.className.equals(simple)).findFirst();
  }
}
