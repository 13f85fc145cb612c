package dev.tailrace.window;

import dev.tailrace.event.EnrichedEvent;
import dev.tailrace.event.EnrichedEvent.Classification;
import dev.tailrace.event.EnrichedEvent.Result;
import dev.tailrace.event.EventType;
import dev.tailrace.event.Severity;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// Some events as windows see them, ten bytes or so for each: what an enriching task keeps between
/// two hand-ons. Appending is all that is done per event; folding is done for many at once, by
/// [WindowFold].
///
/// The bytes stand by themselves, so that a chunk can be restored without the ones before it. The
/// layout: a version byte; four bytes with the size of all of it (the array may be longer); then
/// the events, each of
///
///  - a varint that names the script: 0 and the texts of script and namespace when it is new in
///    this chunk, else its number, from 1 in the order of appearance;
///  - start of its five minutes, in windows since the epoch, as a zigzag difference from the event
///    before;
///  - a byte: severity (bits 0-1, worse is more), class of the HTTP status or 0 (2-4), late for the
///    hour (5), late for the five minutes (6);
///  - cpu_time and wall_time, varints;
///  - for severities critical and error: the error type, named like the script, and eight bytes of
///    [DistinctSketch#hash].
///
/// Not thread-safe.
public final class EventChunk {
  static final byte VERSION = 1;
  static final int HEADER = 1 + Integer.BYTES;
  static final int LATE_FOR_HOUR = 1 << 5;
  static final int LATE_FOR_FIVE_MINUTES = 1 << 6;
  private static final int SEVERITY_MASK = 3;
  private static final int STATUS_SHIFT = 2;
  private static final int STATUS_MASK = 7;

  private static final int FIRST_CAPACITY = 512;

  private final int limit;
  private final long graceMillis;
  private final ByteWriter out = new ByteWriter(FIRST_CAPACITY);
  private final Map<Script, Integer> scripts = new HashMap<>();
  private final Map<String, Integer> errorTypes = new HashMap<>();
  private long lastBucket;

  private record Script(String name, String namespace) {}

  /// An empty chunk.
  ///
  /// @param limit bytes at which it is full; a single larger event stands alone
  /// @param graceMillis how much later than a window's end an event may be captured
  public EventChunk(int limit, long graceMillis) {
    this.limit = limit;
    this.graceMillis = graceMillis;
    out.put(VERSION);
    out.ensure(Integer.BYTES);
    out.truncate(HEADER);
    writeSize();
  }

  /// Whether windows count such an event: invocations, not mutations or metrics.
  public static boolean counts(EnrichedEvent event) {
    return event.eventType() == EventType.LOG || event.eventType() == EventType.ERROR;
  }

  public boolean isFull() {
    return out.size() >= limit;
  }

  public int size() {
    return out.size();
  }

  /// The chunk as it is now. The same array may be written on by the next [#append].
  public byte[] bytes() {
    return out.array();
  }

  /// Appends an event that [#counts].
  ///
  /// @return true when it was captured later than the grace after the end of its hour
  public boolean append(EnrichedEvent event) {
    long time = event.eventTimestamp();
    long captured = event.source().timestamp();
    boolean lateForHour = isLate(WindowLength.HOUR, time, captured);
    putScript(event.worker().scriptName(), event.worker().dispatchNamespace());
    long bucket = time / WindowLength.FIVE_MINUTES.millis();
    out.putSigned(bucket - lastBucket);
    lastBucket = bucket;
    Classification classification = event.classification();
    Result result = event.result();
    out.put(
        code(classification.severity())
            | Observation.statusClass(result.status()) << STATUS_SHIFT
            | (lateForHour ? LATE_FOR_HOUR : 0)
            | (isLate(WindowLength.FIVE_MINUTES, time, captured) ? LATE_FOR_FIVE_MINUTES : 0));
    out.putVarint(result.cpuTime());
    out.putVarint(result.wallTime());
    if (Observation.isError(classification.severity())) {
      putErrorType(classification.errorType());
      out.putLong(
          DistinctSketch.hash(Objects.requireNonNullElse(classification.errorMessage(), "")));
    }
    writeSize();
    return lateForHour;
  }

  private static int code(Severity severity) {
    return switch (severity) {
      case INFO -> 0;
      case WARNING -> 1;
      case ERROR -> 2;
      case CRITICAL -> 3;
    };
  }

  static Severity severity(int flags) {
    int code = flags & SEVERITY_MASK;
    return switch (code) {
      case 0 -> Severity.INFO;
      case 1 -> Severity.WARNING;
      case 2 -> Severity.ERROR;
      case 3 -> Severity.CRITICAL;
      default -> throw new IllegalArgumentException("no severity has the code " + code);
    };
  }

  static int statusClass(int flags) {
    return flags >> STATUS_SHIFT & STATUS_MASK;
  }

  /// Bytes in use of a chunk's array.
  static int size(byte[] chunk) {
    return (chunk[1] & 0xFF) << 24
        | (chunk[2] & 0xFF) << 16
        | (chunk[3] & 0xFF) << 8
        | (chunk[4] & 0xFF);
  }

  private boolean isLate(WindowLength length, long time, long captured) {
    return captured - (length.startOf(time) + length.millis()) > graceMillis;
  }

  private void putScript(String name, String namespace) {
    Script script = new Script(name, Objects.requireNonNullElse(namespace, ""));
    Integer known = scripts.putIfAbsent(script, scripts.size() + 1);
    if (known != null) {
      out.putVarint(known);
      return;
    }
    out.putVarint(0);
    out.putText(script.name());
    out.putText(script.namespace());
  }

  private void putErrorType(String type) {
    Integer known = errorTypes.putIfAbsent(type, errorTypes.size() + 1);
    if (known != null) {
      out.putVarint(known);
      return;
    }
    out.putVarint(0);
    out.putText(type);
  }

  private void writeSize() {
    byte[] bytes = out.array();
    int size = out.size();
    bytes[1] = (byte) (size >>> 24);
    bytes[2] = (byte) (size >>> 16);
    bytes[3] = (byte) (size >>> 8);
    bytes[4] = (byte) size;
  }
}
