package dev.tailrace.produce;

import java.time.InstantSource;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Decides by its size where a document goes.
final class Router {
  /// The largest event that the pipeline takes, in bytes.
  static final int MAX_EVENT_BYTES = 16_777_216;

  private final PublishTarget target;
  private final String source;
  private final long deadLetterLimit;
  private final InstantSource clock;

  /// @param source name of the input
  /// @param deadLetterLimit the largest document that the dead-letter topic takes, in bytes
  Router(PublishTarget target, String source, long deadLetterLimit, InstantSource clock) {
    this.target = target;
    this.source = source;
    this.deadLetterLimit = Math.min(deadLetterLimit, EventInput.MAX_DOCUMENT_BYTES);
    this.clock = clock;
  }

  Route route(Document document) {
    return switch (document) {
      case Document.Oversize oversize -> refused(oversize);
      case Document.Whole whole when whole.size() <= MAX_EVENT_BYTES ->
          new Route.Event(new ProducerRecord<>(target.topic(), whole.key(), whole.bytes()));
      case Document.Whole whole when whole.size() <= deadLetterLimit -> deadLetter(whole);
      case Document.Whole whole -> refused(whole);
    };
  }

  private Route deadLetter(Document.Whole document) {
    ProducerRecord<byte[], byte[]> message =
        new ProducerRecord<>(target.deadLetterTopic(), document.key(), document.bytes());
    TooLarge.describe(message.headers(), source, document, clock.instant());
    return new Route.DeadLetter(message);
  }

  private Route.Refused refused(Document document) {
    return new Route.Refused(
        "%s: document %,d at byte %,d has %,d bytes; events up to %,d bytes are published and up to %,d kept as dead letters: split it, or take it out of the input"
            .formatted(
                source,
                document.number(),
                document.position(),
                document.size(),
                MAX_EVENT_BYTES,
                deadLetterLimit));
  }
}
