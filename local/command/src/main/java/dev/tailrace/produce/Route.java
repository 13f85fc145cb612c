package dev.tailrace.produce;

import org.apache.kafka.clients.producer.ProducerRecord;

/// Where a document goes.
sealed interface Route {
  /// To the raw topic.
  record Event(ProducerRecord<byte[], byte[]> message) implements Route {}

  /// To the dead-letter topic.
  record DeadLetter(ProducerRecord<byte[], byte[]> message) implements Route {}

  /// Nowhere; `why` tells the user.
  record Refused(String why) implements Route {}
}
