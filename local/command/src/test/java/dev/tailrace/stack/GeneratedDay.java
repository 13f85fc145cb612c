package dev.tailrace.stack;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/// A day of tail events that never were: many scripts, one of them busy, some events far out of
/// order, all outcomes that windows tell apart. The same seed gives the same day.
///
/// @param hotShare part of the events that come from one script, 0 for an even spread
/// @param end of the day; its events lie in the 24 hours before
record GeneratedDay(int events, int scripts, double hotShare, Instant end, long seed) {
  private static final double OUT_OF_ORDER = 0.05;
  private static final Duration MOST_BACK = Duration.ofHours(20);
  private static final Duration DAY = Duration.ofHours(24);

  /// Writes the day as JSON Lines.
  void write(Path file) {
    SplittableRandom random = new SplittableRandom(seed);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      for (int i = 0; i < events; i++) {
        out.write(event(i, random).getBytes(StandardCharsets.UTF_8));
        out.write('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String event(int number, SplittableRandom random) {
    int script = random.nextDouble() < hotShare ? 0 : 1 + random.nextInt(scripts - 1);
    String namespace = script % 7 == 0 && script > 0 ? ",\"dispatchNamespace\":\"tenants\"" : "";
    int cpu = duration(random, 2);
    return """
    {"wallTime":%d,"cpuTime":%d,"truncated":false,"outcome":"%s","scriptName":"script-%d"%s,"diagnosticsChannelEvents":[],"exceptions":[%s],"logs":[],"eventTimestamp":%d,"event":{"request":{"url":"https://example.com/%d","method":"GET","headers":{}}%s}}\
    """
        .formatted(
            cpu + duration(random, 4),
            cpu,
            outcome(random),
            script,
            namespace,
            exceptions(random),
            time(number, random),
            number,
            response(random));
  }

  /// Rising through the day, but for those that come late.
  private long time(int number, SplittableRandom random) {
    long start = end.minus(DAY).toEpochMilli();
    long time = start + DAY.toMillis() * number / events;
    boolean late = random.nextDouble() < OUT_OF_ORDER;
    return late ? Math.max(start, time - random.nextLong(MOST_BACK.toMillis())) : time;
  }

  /// Log-normal milliseconds, some of them 0.
  private static int duration(SplittableRandom random, double mean) {
    return (int) Math.exp(mean + 1.2 * random.nextGaussian());
  }

  private static String outcome(SplittableRandom random) {
    int drawn = random.nextInt(1_000);
    return drawn < 5 ? "exceededCpu" : drawn < 8 ? "canceled" : drawn < 10 ? "loadShed" : "ok";
  }

  private static String exceptions(SplittableRandom random) {
    return random.nextInt(100) < 3
        ? "{\"name\":\"%s\",\"message\":\"failure %d\",\"timestamp\":1}"
            .formatted(random.nextBoolean() ? "TypeError" : "TimeoutError", random.nextInt(5_000))
        : "";
  }

  private static String response(SplittableRandom random) {
    int drawn = random.nextInt(100);
    int status = drawn < 80 ? 200 : drawn < 88 ? 304 : drawn < 94 ? 404 : drawn < 98 ? 500 : 0;
    return status == 0 ? "" : ",\"response\":{\"status\":%d}".formatted(status);
  }
}
