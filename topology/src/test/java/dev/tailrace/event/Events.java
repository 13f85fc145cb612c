package dev.tailrace.event;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Short ways to read events in tests. JSON may be written with single quotes.
final class Events {
  static final RawRecord RECORD = new RawRecord("tail.raw", 3, 42, 1_795_168_000_000L, 0);

  private Events() {}

  static byte[] json(String singleQuoted) {
    return singleQuoted.replace('\'', '"').getBytes(UTF_8);
  }

  static Parsed parse(String singleQuoted) {
    return new TailEventParser().parse(json(singleQuoted));
  }

  static Invocation invocation(String singleQuoted) {
    return invocation(json(singleQuoted));
  }

  static Invocation invocation(byte[] json) {
    return switch (new TailEventParser().parse(json)) {
      case Invocation invocation -> invocation;
      case Parsed.Notice notice -> throw new AssertionError(notice);
      case Parsed.Unreadable unreadable -> throw new AssertionError(unreadable);
    };
  }

  static Enriched enrich(String singleQuoted) {
    return new Enricher().enrich(invocation(singleQuoted), RECORD);
  }

  static EnrichedEvent event(String singleQuoted) {
    return enrich(singleQuoted).event();
  }

  static Parsed.Unreadable unreadable(byte[] json) {
    return switch (new TailEventParser().parse(json)) {
      case Parsed.Unreadable unreadable -> unreadable;
      case Invocation invocation -> throw new AssertionError(invocation);
      case Parsed.Notice notice -> throw new AssertionError(notice);
    };
  }
}
