package dev.tailrace.window;

import dev.tailrace.event.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Folds events into their windows: each into the hour of its script, and an error also into five
/// minutes of its type. Not thread-safe.
public final class WindowFold {
  private final Map<WindowKey, WindowContent> windows = new HashMap<>();

  private record Script(String name, String namespace) {}

  /// The windows so far, with what was folded into each.
  public Map<WindowKey, WindowContent> windows() {
    return windows;
  }

  /// Adds one event.
  public void add(Observation event) {
    long hour = WindowLength.HOUR.startOf(event.eventMillis());
    WindowKey.Service service =
        new WindowKey.Service(event.scriptName(), event.dispatchNamespace(), hour);
    ((ServiceContent) window(service))
        .add(
            event.severity(),
            event.statusClass(),
            event.cpuTime(),
            event.wallTime(),
            event.lateForHour() ? 1 : 0);
    if (Observation.isError(event.severity())) {
      long bucket = WindowLength.FIVE_MINUTES.startOf(event.eventMillis());
      WindowKey.Errors errors = new WindowKey.Errors(event.scriptName(), event.errorType(), bucket);
      ((ErrorContent) window(errors)).add(event.messageHash(), event.lateForFiveMinutes() ? 1 : 0);
    }
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
    ByteReader in = new ByteReader(chunk, EventChunk.HEADER, EventChunk.size(chunk));
    List<Script> scripts = new ArrayList<>();
    List<String> errorTypes = new ArrayList<>();
    long bucket = 0;
    while (in.hasMore()) {
      Script script = script(in, scripts);
      bucket += in.readSigned();
      add(in, script, bucket * WindowLength.FIVE_MINUTES.millis(), errorTypes);
    }
  }

  private void add(ByteReader in, Script script, long eventMillis, List<String> errorTypes) {
    int flags = in.read();
    long cpuTime = in.readVarint();
    long wallTime = in.readVarint();
    Severity severity = EventChunk.severity(flags);
    boolean isError = Observation.isError(severity);
    add(
        new Observation(
            script.name(),
            script.namespace(),
            eventMillis,
            severity,
            EventChunk.statusClass(flags),
            cpuTime,
            wallTime,
            isError ? errorType(in, errorTypes) : null,
            isError ? in.readLong() : 0,
            (flags & EventChunk.LATE_FOR_HOUR) != 0,
            (flags & EventChunk.LATE_FOR_FIVE_MINUTES) != 0));
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

  private WindowContent window(WindowKey key) {
    return windows.computeIfAbsent(key, WindowKey::empty);
  }
}
