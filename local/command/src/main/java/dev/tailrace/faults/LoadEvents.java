package dev.tailrace.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/// Raw tail events without end: many scripts and a busy one, all causes, outcomes and statuses that
/// are told apart, some mutations, some events far out of order, a few large ones, notices, and a
/// few records that are no event. The same seed gives the same contents apart from times.
///
/// One thread.
final class LoadEvents {
  private static final int SCRIPTS = 60;
  private static final int HOT_PERCENT = 30;
  private static final int MUTATION_PERCENT = 20;
  private static final int LATE_PERCENT = 5;
  private static final Duration MOST_LATE = Duration.ofHours(20);

  /// Of 1,000 records. The pipeline stops at one letter in four.
  private static final int NO_EVENT_PER_MILLE = 5;

  private static final int NOTICE_PER_MILLE = 2;
  private static final int INVALID_MUTATION_PER_MILLE = 5;
  private static final int LARGE_PER_MILLE = 2;
  private static final int SMALLEST_LARGE = 50_000;
  private static final int LARGEST_LARGE = 300_000;

  private final SplittableRandom random;
  private final LoadMutations mutations;
  private long made;

  LoadEvents(long seed) {
    this.random = new SplittableRandom(seed);
    this.mutations = new LoadMutations(random);
  }

  /// The next record.
  ///
  /// @param now the time of most events; the others lie before it
  LoadRecord next(Instant now) {
    made++;
    int drawn = random.nextInt(1_000);
    if (drawn < NO_EVENT_PER_MILLE) {
      return new LoadRecord(null, noEvent().getBytes(UTF_8), Instant.EPOCH);
    }
    if (drawn < NO_EVENT_PER_MILLE + NOTICE_PER_MILLE) {
      return new LoadRecord(null, notice().getBytes(UTF_8), Instant.EPOCH);
    }
    return event(now);
  }

  private LoadRecord event(Instant now) {
    long late = late();
    long time = now.toEpochMilli() - late;
    int script = random.nextInt(100) < HOT_PERCENT ? 0 : 1 + random.nextInt(SCRIPTS - 1);
    String namespace = script % 7 == 3 ? "\"dispatchNamespace\":\"tenants\"," : "";
    int cpu = duration(2);
    String json =
        """
        {"wallTime":%d,"cpuTime":%d,"truncated":false,"outcome":"%s","scriptName":"load-%d",%s"diagnosticsChannelEvents":[%s],"exceptions":[%s],"logs":[%s],"eventTimestamp":%d,"event":%s}\
        """
            .formatted(
                cpu + duration(4),
                cpu,
                outcome(),
                script,
                namespace,
                mutations(time),
                exceptions(time),
                logs(time),
                time,
                trigger(time));
    return new LoadRecord(
        ("load-" + script).getBytes(UTF_8), json.getBytes(UTF_8), Instant.ofEpochMilli(time));
  }

  private long late() {
    return random.nextInt(100) < LATE_PERCENT ? random.nextLong(MOST_LATE.toMillis()) : 0;
  }

  /// Log-normal milliseconds, some of them 0.
  private int duration(double mean) {
    return (int) Math.exp(mean + 1.2 * random.nextGaussian());
  }

  private String outcome() {
    int drawn = random.nextInt(1_000);
    return switch (drawn) {
      case 0, 1, 2, 3, 4 -> "exceededCpu";
      case 5, 6, 7 -> "exceededMemory";
      case 8, 9, 10, 11 -> "canceled";
      case 12, 13, 14 -> "responseStreamDisconnected";
      case 15, 16, 17 -> "loadShed";
      case 18 -> "scriptNotFound";
      case 19 -> "unknown";
      default -> drawn < 40 ? "exception" : "ok";
    };
  }

  private String mutations(long time) {
    if (random.nextInt(1_000) < INVALID_MUTATION_PER_MILLE) {
      return mutations.invalid(time);
    }
    return random.nextInt(100) < MUTATION_PERCENT ? mutations.valid(time) : "";
  }

  private String exceptions(long time) {
    return random.nextInt(100) < 3
        ? "{\"name\":\"%s\",\"message\":\"failure %d\",\"timestamp\":%d}"
            .formatted(random.nextBoolean() ? "TypeError" : "Zeitüberschreitung", made, time)
        : "";
  }

  private String logs(long time) {
    int drawn = random.nextInt(1_000);
    if (drawn < LARGE_PER_MILLE) {
      return log("log", words(random.nextInt(SMALLEST_LARGE, LARGEST_LARGE)), time);
    }
    return switch (drawn % 20) {
      case 0 -> log("error", "TypeError: cannot read record " + made, time);
      case 1 -> log("warn", "slow answer", time);
      case 2, 3, 4 -> log("log", "served a request for Größe", time);
      default -> "";
    };
  }

  private static String log(String level, String text, long time) {
    return "{\"message\":[\"%s\"],\"level\":\"%s\",\"timestamp\":%d}".formatted(text, level, time);
  }

  /// Random letters, so that compression does not make a large event a small one.
  private String words(int length) {
    StringBuilder words = new StringBuilder(length + 16);
    while (words.length() < length) {
      words.append(Long.toString(random.nextLong() & Long.MAX_VALUE, 36)).append(' ');
    }
    return words.toString();
  }

  private String trigger(long time) {
    return switch (random.nextInt(20)) {
      case 0 -> "{\"rpcMethod\":\"save\"}";
      case 1 -> "{\"cron\":\"*/5 * * * *\",\"scheduledTime\":%d}".formatted(time);
      case 2 -> "{\"queue\":\"orders\",\"batchSize\":%d}".formatted(1 + random.nextInt(10));
      case 3 -> "{\"mailFrom\":\"a@example.com\",\"rcptTo\":\"b@example.com\",\"rawSize\":42}";
      default ->
          "{\"request\":{\"url\":\"https://example.com/%d\",\"method\":\"GET\",\"headers\":{}}%s}"
              .formatted(made, response());
    };
  }

  private String response() {
    int drawn = random.nextInt(100);
    int status = drawn < 80 ? 200 : drawn < 88 ? 304 : drawn < 94 ? 404 : drawn < 98 ? 500 : 0;
    return status == 0 ? "" : ",\"response\":{\"status\":%d}".formatted(status);
  }

  private String notice() {
    return "{\"type\":\"overload\",\"message\":\"Tail is currently in sampling mode (%d)\"}"
        .formatted(made);
  }

  /// Refused for different reasons.
  private String noEvent() {
    return switch (random.nextInt(7)) {
      case 0 -> "";
      case 1 -> "no JSON " + made;
      case 2 -> "{\"outcome\":\"ok\",\"scriptName\":\"cut-" + made;
      case 3 -> "[{\"outcome\":\"ok\"}]";
      case 4 -> "\"a text, number " + made + "\"";
      case 5 -> "{\"form\":\"of nothing known\"}";
      default -> "{\"outcome\":7,\"scriptName\":\"load-1\",\"eventTimestamp\":1}";
    };
  }
}
