package dev.tailrace.app;

import java.time.Duration;

/// The system's clock was set back while the topology ran.
final class ClockSetBackException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ClockSetBackException(Duration by) {
    super(
        "the system's clock was set back by %d s, and Kafka Streams would commit nothing for as long: start again, and nothing is lost"
            .formatted(by.toSeconds()));
  }
}
