package dev.tailrace.command;

import dev.tailrace.letters.LetterSource;
import dev.tailrace.letters.TopicLetters;
import dev.tailrace.produce.PublishTarget;
import java.time.InstantSource;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/// Where dead letters are read from.
final class LetterSourceOptions {
  @Mixin private BrokerOptions broker;
  @Mixin private DataOptions data;

  LetterSource open() {
    return new TopicLetters(target(), InstantSource.system());
  }

  /// The Kafka to publish to.
  PublishTarget target() {
    return broker.target(data, Optional.empty());
  }
}
