package dev.tailrace.window;

import dev.tailrace.event.Category;
import dev.tailrace.event.EnrichedEvent;
import dev.tailrace.event.EventType;
import dev.tailrace.event.RawRecord;
import dev.tailrace.event.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Random events, as far as windows look at them. Times are below 50 ms, where percentiles are
/// exact.
final class WindowEvents {
  private static final long START = 1_795_168_201_181L;
  private static final int SPREAD_MILLIS = 9_000_000;
  private static final String[] SCRIPTS = {"shop", "api", "ä|%", "x".repeat(20), ""};
  private static final String[] NAMESPACES = {null, "tenants", "a|b"};
  private static final Integer[] STATUSES = {null, 101, 200, 204, 302, 404, 499, 500, 503, 999};

  private WindowEvents() {}

  static List<EnrichedEvent> random(Random random, int count) {
    List<EnrichedEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(event(random, i));
    }
    return events;
  }

  private static EnrichedEvent event(Random random, int offset) {
    long captured = START + random.nextInt(SPREAD_MILLIS);
    long happened = captured - random.nextInt(SPREAD_MILLIS) + 60_000;
    Severity severity = pick(random, Severity.values());
    boolean failed = severity == Severity.CRITICAL || severity == Severity.ERROR;
    return new EnrichedEvent(
        "01JD0000000000000000000000",
        happened,
        failed ? EventType.ERROR : EventType.LOG,
        "name",
        "ok",
        new EnrichedEvent.Worker(
            pick(random, SCRIPTS), pick(random, NAMESPACES), "w", null, null, null, null, null),
        new EnrichedEvent.Request(
            null, null, null, null, null, null, null, null, null, null, null, null),
        new EnrichedEvent.Result(
            pick(random, STATUSES),
            null,
            failed,
            random.nextInt(50),
            random.nextInt(50),
            0,
            null,
            0,
            null,
            false),
        new EnrichedEvent.Classification(
            severity,
            Category.HTTP,
            failed ? "type" + random.nextInt(3) : null,
            failed ? "message " + random.nextInt(20) : null,
            "rule"),
        null,
        new RawRecord("tail.raw", 0, offset, captured, 0));
  }

  private static <T> T pick(Random random, T[] of) {
    return of[random.nextInt(of.length)];
  }
}
