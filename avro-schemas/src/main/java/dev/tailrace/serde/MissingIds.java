package dev.tailrace.serde;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// Schema ids the registry did not know a moment ago, so that garbage that looks framed does not
/// become a stream of requests. Short-lived, because a schema may be registered any time.
/// Not thread-safe.
final class MissingIds {
  private static final int MOST = 10_000;

  private final Duration timeToLive;
  private final InstantSource clock;
  private final SequencedMap<Integer, Instant> expiry = new LinkedHashMap<>();

  MissingIds(Duration timeToLive, InstantSource clock) {
    this.timeToLive = timeToLive;
    this.clock = clock;
  }

  boolean contains(int id) {
    Instant expires = expiry.get(id);
    if (expires == null) {
      return false;
    }
    if (clock.instant().isBefore(expires)) {
      return true;
    }
    expiry.remove(id);
    return false;
  }

  void add(int id) {
    if (expiry.size() >= MOST) {
      expiry.pollFirstEntry();
    }
    expiry.put(id, clock.instant().plus(timeToLive));
  }
}
