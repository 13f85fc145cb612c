package dev.tailrace.sink.r2;

import dev.tailrace.sink.Outcome;

/// Somebody must act before the sink can go on; the message says what to do.
final class StoreException extends RuntimeException {
  StoreException(Outcome.Broken broken) {
    super(broken.why(), broken.cause());
  }

  StoreException(String why) {
    super(why);
  }
}
