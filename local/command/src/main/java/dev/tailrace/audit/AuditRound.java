package dev.tailrace.audit;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// One round of an audit that goes on.
///
/// @param report what was found, each store at the last moment that it had passed
/// @param lags by store: how far its newest row is behind the newest raw record that was there when
///     the round began; zero when all of them are there
public record AuditRound(AuditReport report, Map<String, Duration> lags) {
  public AuditRound {
    lags = new TreeMap<>(lags);
  }
}
