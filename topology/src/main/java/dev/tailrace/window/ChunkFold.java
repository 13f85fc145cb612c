package dev.tailrace.window;

import dev.tailrace.event.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Folds the events of chunks into windows. Not thread-safe.
public final class ChunkFold {
  private static final long BUCKETS_PER_HOUR =
      WindowLength.HOUR.millis() / WindowLength.FIVE_MINUTES.millis();

  private final Map<WindowKey, WindowContent> windows = new HashMap<>();

  private record Script(String name, String namespace) {}

  /// The windows so far, with what was folded into each.
  public Map<WindowKey, WindowContent> windows() {
    return windows;
  }

  /// Adds the events of a chunk.
  ///
  /// @param chunk by [EventChunk#bytes]
  /// @throws IllegalArgumentException when another version of Tailrace wrote it
  public void add(byte[] chunk) {
    if (chunk[0] != EventChunk.VERSION) {
      throw new IllegalArgumentException(
          "a chunk of events has version "
              + chunk[0]
              + ", this is version "
              + EventChunk.VERSION
              + ": another version of Tailrace wrote it");
    }
    ByteReader in = new ByteReader(chunk, EventChunk.HEADER, size(chunk));
    List<Script> scripts = new ArrayList<>();
    List<String> errorTypes = new ArrayList<>();
    long bucket = 0;
    while (in.hasMore()) {
      Script script = script(in, scripts);
      bucket += in.readSigned();
      int flags = in.read();
      Severity severity = EventChunk.severity(flags & 3);
      service(script, bucket)
          .add(
              severity,
              flags >> EventChunk.STATUS_SHIFT & 7,
              in.readVarint(),
              in.readVarint(),
              (flags & EventChunk.LATE_FOR_HOUR) == 0 ? 0 : 1);
      if (EventChunk.isError(severity)) {
        errors(script, errorType(in, errorTypes), bucket)
            .add(in.readLong(), (flags & EventChunk.LATE_FOR_FIVE_MINUTES) == 0 ? 0 : 1);
      }
    }
  }

  private static int size(byte[] chunk) {
    return (chunk[1] & 0xFF) << 24
        | (chunk[2] & 0xFF) << 16
        | (chunk[3] & 0xFF) << 8
        | (chunk[4] & 0xFF);
  }

  private static Script script(ByteReader in, List<Script> known) {
    int number = in.readCount();
    if (number > 0) {
      return known.get(number - 1);
    }
    Script script = new Script(in.readText(), in.readText());
    known.add(script);
    return script;
  }

  private static String errorType(ByteReader in, List<String> known) {
    int number = in.readCount();
    if (number > 0) {
      return known.get(number - 1);
    }
    String type = in.readText();
    known.add(type);
    return type;
  }

  private ServiceContent service(Script script, long bucket) {
    long start = Math.floorDiv(bucket, BUCKETS_PER_HOUR) * WindowLength.HOUR.millis();
    return (ServiceContent) window(new WindowKey.Service(script.name(), script.namespace(), start));
  }

  private ErrorContent errors(Script script, String type, long bucket) {
    long start = bucket * WindowLength.FIVE_MINUTES.millis();
    return (ErrorContent) window(new WindowKey.Errors(script.name(), type, start));
  }

  private WindowContent window(WindowKey key) {
    return windows.computeIfAbsent(key, WindowKey::empty);
  }
}
