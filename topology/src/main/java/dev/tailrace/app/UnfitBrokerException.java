package dev.tailrace.app;

import org.apache.kafka.common.KafkaException;

/// The cluster cannot keep what Tailrace promises. The message says what to change.
public final class UnfitBrokerException extends KafkaException {
  UnfitBrokerException(String message) {
    super(message);
  }
}
