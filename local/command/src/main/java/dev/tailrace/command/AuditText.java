package dev.tailrace.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tailrace.audit.AuditReport;
import dev.tailrace.audit.AuditRound;
import dev.tailrace.audit.StoreVerdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What `tailrace audit` prints.
final class AuditText {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double MILLIS = 1_000.0;

  private AuditText() {}

  /// What `--json` prints.
  ///
  /// @param ok whether everything adds up
  /// @param raw records on the raw topic
  record Json(boolean ok, String time, long raw, List<StoreVerdict> stores) {
    static Json of(AuditReport report) {
      return new Json(report.addsUp(), report.time().toString(), report.raw(), report.stores());
    }
  }

  /// What `--follow --json` prints for each round, in one line.
  ///
  /// @param lagSeconds by store
  record JsonRound(Json audit, Map<String, Double> lagSeconds) {}

  static String json(AuditRound round) {
    Map<String, Double> lags = new TreeMap<>();
    round.lags().forEach((store, lag) -> lags.put(store, seconds(lag)));
    try {
      return JSON.writeValueAsString(new JsonRound(Json.of(round.report()), lags));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a round is always JSON", e);
    }
  }

  private static double seconds(Duration lag) {
    return lag.toMillis() / MILLIS;
  }

  /// One round in one line: of each store what is lost, duplicated and differing, if any, and the
  /// lag, if any.
  static String line(AuditRound round) {
    StringBuilder line = new StringBuilder();
    line.append("%s %,d raw".formatted(round.report().time(), round.report().raw()));
    for (StoreVerdict verdict : round.report().stores()) {
      line.append(
          " | %s lost %,d dup %,d diff %,d lag %.1fs"
              .formatted(
                  verdict.store(),
                  verdict.lost(),
                  verdict.duplicated(),
                  verdict.differing(),
                  seconds(round.lags().getOrDefault(verdict.store(), Duration.ZERO))));
    }
    return line.toString();
  }

  static String table(AuditReport report) {
    StringBuilder text = new StringBuilder();
    text.append("%,d records on the raw topic%n".formatted(report.raw()));
    text.append(
        "%-24s %13s %13s %11s %11s %11s%n"
            .formatted("store", "expected", "found", "lost", "duplicated", "differing"));
    for (StoreVerdict verdict : report.stores()) {
      text.append(
          "%-24s %,13d %,13d %,11d %,11d %,11d%n"
              .formatted(
                  verdict.store(),
                  verdict.expected(),
                  verdict.found(),
                  verdict.lost(),
                  verdict.duplicated(),
                  verdict.differing()));
    }
    return text.append(differences(report))
        .append(report.addsUp() ? "everything adds up" : "DOES NOT ADD UP")
        .append('\n')
        .toString();
  }

  /// The sentences, one in a line.
  static String differences(AuditReport report) {
    StringBuilder text = new StringBuilder();
    for (StoreVerdict verdict : report.stores()) {
      verdict
          .differences()
          .forEach(words -> text.append(verdict.store()).append(": ").append(words).append('\n'));
    }
    return text.toString();
  }
}
