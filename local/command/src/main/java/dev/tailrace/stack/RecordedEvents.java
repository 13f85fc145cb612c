package dev.tailrace.stack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/// Recorded tail events, over and over, as if they happened at a given time. Everything else in
/// them is as it was recorded; ids of requests may be drawn anew.
///
/// One thread.
public final class RecordedEvents {
  /// Every time in a recorded event has 13 digits, so a moved one fits in its place.
  private static final Pattern TIME = Pattern.compile("(?:T|t)imestamp\":(\\d{13})(?!\\d)");

  /// The hexadecimal part of a Ray ID.
  private static final Pattern RAY = Pattern.compile("\"cf-ray\":\"([0-9a-f]{16})");

  private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);
  private static final int HEX_DIGITS = 16;
  private static final int TIME_DIGITS = 13;

  private final List<Template> templates;
  private int next;

  /// One recorded event, and where in it stands what changes.
  ///
  /// @param text of the event, a character for each byte
  /// @param times where times stand
  /// @param latest of the times, in epoch milliseconds
  /// @param rays where the digits of Ray IDs begin
  private record Template(String text, List<Place> times, long latest, List<Integer> rays) {}

  private record Place(int position, long millis) {}

  private RecordedEvents(List<Template> templates) {
    this.templates = templates;
  }

  /// Events from a file with one JSON object in each line, gzipped.
  ///
  /// @throws UncheckedIOException when the file cannot be read
  public static RecordedEvents read(Path gzippedLines) {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(gzippedLines), 1 << 16)) {
      // ISO-8859-1 keeps one character per byte, so places in the text are places in the bytes.
      return of(new String(in.readAllBytes(), ISO_8859_1).lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the recorded events in " + gzippedLines, e);
    }
  }

  static RecordedEvents of(List<String> latin1Events) {
    if (latin1Events.isEmpty()) {
      throw new IllegalArgumentException("there are no recorded events");
    }
    return new RecordedEvents(latin1Events.stream().map(RecordedEvents::template).toList());
  }

  /// The next event with its times shifted so that the latest of them is `now`, in epoch
  /// milliseconds.
  public byte[] next(long now) {
    return moved(take(), now);
  }

  /// As [#next(long)], and with Ray IDs that no other event has.
  public byte[] next(long now, SplittableRandom random) {
    Template template = take();
    byte[] event = moved(template, now);
    for (int place : template.rays()) {
      draw(event, place, random.nextLong());
    }
    return event;
  }

  private Template take() {
    Template template = templates.get(next);
    next = (next + 1) % templates.size();
    return template;
  }

  private static byte[] moved(Template template, long now) {
    byte[] event = template.text().getBytes(ISO_8859_1);
    for (Place time : template.times()) {
      write(event, time.position(), time.millis() - template.latest() + now);
    }
    return event;
  }

  private static void write(byte[] event, int position, long millis) {
    long left = millis;
    for (int i = position + TIME_DIGITS - 1; i >= position; i--) {
      event[i] = (byte) ('0' + left % 10);
      left /= 10;
    }
  }

  private static void draw(byte[] event, int position, long bits) {
    for (int i = 0; i < HEX_DIGITS; i++) {
      event[position + i] = HEX[(int) (bits >>> (4 * i)) & 15];
    }
  }

  private static Template template(String text) {
    List<Place> times = new ArrayList<>();
    Matcher time = TIME.matcher(text);
    while (time.find()) {
      times.add(new Place(time.start(1), Long.parseLong(time.group(1))));
    }
    List<Integer> rays = new ArrayList<>();
    Matcher ray = RAY.matcher(text);
    while (ray.find()) {
      rays.add(ray.start(1));
    }
    long latest = times.stream().mapToLong(Place::millis).max().orElse(0);
    return new Template(text, List.copyOf(times), latest, List.copyOf(rays));
  }
}
