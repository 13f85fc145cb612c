package dev.tailrace.produce;

import dev.tailrace.event.DeadLetterReason;
import dev.tailrace.schema.DeadLetter;
import dev.tailrace.wire.DeadLetterHeaders;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;

/// Describes a document that goes to the dead-letter topic because it is too large for the raw one.
final class TooLarge {
  static final String REASON = DeadLetterReason.TOO_LARGE.code();

  private static final String INSTANCE = "produce";

  private TooLarge() {}

  /// Never was on the raw topic, so the input's name stands for the topic and the document's number
  /// for the offset.
  static void describe(Headers headers, String source, Document document, Instant now) {
    String why =
        "an event of %,d bytes is above the limit of %,d bytes"
            .formatted(document.size(), Router.MAX_EVENT_BYTES);
    DeadLetterHeaders.write(
        headers, new DeadLetter(REASON, why, source, 0, document.number(), now, INSTANCE));
  }
}
