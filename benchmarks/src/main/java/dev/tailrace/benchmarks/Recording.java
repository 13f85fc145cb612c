package dev.tailrace.benchmarks;

import dev.tailrace.event.Enriched;
import dev.tailrace.event.EnrichedEvent;
import dev.tailrace.event.Enricher;
import dev.tailrace.event.Invocation;
import dev.tailrace.event.Parsed;
import dev.tailrace.event.RawRecord;
import dev.tailrace.event.TailEventParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/// The events that the benchmarks work on: real ones, as recorded in samples/.
final class Recording {
  /// Events that a benchmark takes in turn: too many for branch predictors to learn by heart.
  static final int EVENTS = 1_000;

  private static final String FILE = "tail-events-prodlike.jsonl.gz";
  private static final long FIRST_CAPTURE = 1_795_168_000_000L;

  private Recording() {}

  /// The raw values of all recorded events.
  static List<byte[]> all() {
    byte[] file = bytes();
    List<byte[]> values = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < file.length; i++) {
      if (file[i] == '\n') {
        values.add(Arrays.copyOfRange(file, start, i));
        start = i + 1;
      }
    }
    return values;
  }

  /// The raw values of [#EVENTS] events, taken evenly from the whole recording.
  static byte[][] values() {
    List<byte[]> all = all();
    byte[][] values = new byte[EVENTS][];
    for (int i = 0; i < EVENTS; i++) {
      values[i] = all.get(i * all.size() / EVENTS);
    }
    return values;
  }

  /// Where an event is said to lie in the log.
  static RawRecord source(int offset) {
    return new RawRecord("tail.raw", 3, offset, FIRST_CAPTURE + offset, 0);
  }

  /// The invocations that [#values] hold.
  static Invocation[] invocations() {
    TailEventParser parser = new TailEventParser();
    return Arrays.stream(values())
        .map(value -> invocation(parser.parse(value)))
        .toArray(Invocation[]::new);
  }

  /// The rows of the invocations that [#values] hold.
  static EnrichedEvent[] events() {
    Enricher enricher = new Enricher();
    Invocation[] invocations = invocations();
    EnrichedEvent[] events = new EnrichedEvent[EVENTS];
    for (int i = 0; i < EVENTS; i++) {
      events[i] = enricher.enrich(invocations[i], source(i)).event();
    }
    return events;
  }

  /// The invocation; anything else has no place in the recording.
  static Invocation invocation(Parsed parsed) {
    return switch (parsed) {
      case Invocation invocation -> invocation;
      case Parsed.Notice notice -> throw new IllegalStateException("recorded: " + notice);
      case Parsed.Unreadable unreadable -> throw new IllegalStateException("" + unreadable);
    };
  }

  /// As many rows as asked for: every event of the recording in turn, each time as another record.
  static List<EnrichedEvent> rows(int count) {
    List<byte[]> all = all();
    TailEventParser parser = new TailEventParser();
    Enricher enricher = new Enricher();
    List<EnrichedEvent> rows = new ArrayList<>();
    for (int offset = 0; rows.size() < count; offset++) {
      Invocation invocation = invocation(parser.parse(all.get(offset % all.size())));
      Enriched enriched = enricher.enrich(invocation, source(offset));
      rows.add(enriched.event());
    }
    return rows;
  }

  private static byte[] bytes() {
    try (InputStream file =
            Objects.requireNonNull(Recording.class.getResourceAsStream(FILE), FILE);
        InputStream in = new GZIPInputStream(file)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
