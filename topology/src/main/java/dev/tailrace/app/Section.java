package dev.tailrace.app;

import java.util.List;

/// A section whose keys belong to a library and are handed on without their prefix.
record Section(String prefix, String description) {
  static final Section KAFKA =
      new Section(
          "tailrace.kafka.",
          "Any property of Kafka's clients, for all of them: `bootstrap.servers` (required),"
              + " `security.protocol`, `sasl.jaas.config`, … Also `producer.`, `main.consumer.` and"
              + " `admin.` before a property of one client.");
  static final Section STREAMS =
      new Section(
          "tailrace.streams.",
          "Any property of Kafka Streams: `num.stream.threads`, `commit.interval.ms`,"
              + " `group.protocol`, …");
  static final Section SERDE =
      new Section(
          "tailrace.serde.",
          "Any other property of the serdes: `schema.registry.url` (required by the default ones),"
              + " `basic.auth.user.info`, `auto.register.schemas`, …");
  static final List<Section> ALL = List.of(KAFKA, STREAMS, SERDE);
}
