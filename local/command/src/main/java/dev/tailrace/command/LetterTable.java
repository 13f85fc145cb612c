package dev.tailrace.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tailrace.letters.Letter;
import dev.tailrace.letters.LetterSummary;
import dev.tailrace.letters.LetterText;
import dev.tailrace.letters.SourcePosition;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/// Prints dead letters line by line, as they come.
final class LetterTable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ROW = "%-10s  %-24s  %-18s  %-22s  %10s  %s%n";
  private static final String SUMMARY = "%-18s  %12s  %15s  %-24s  %s%n";
  private static final int SHORT = 60;

  private enum Form {
    JSON,
    PLAIN,
    TERMINAL
  }

  private final PrintWriter out;
  private final Form form;
  private boolean begun;

  private LetterTable(PrintWriter out, Form form) {
    this.out = out;
    this.form = form;
  }

  static LetterTable json(PrintWriter out) {
    return new LetterTable(out, Form.JSON);
  }

  static LetterTable plain(PrintWriter out) {
    return new LetterTable(out, Form.PLAIN);
  }

  /// Messages are shortened, so that a letter takes a line.
  static LetterTable forTerminal(PrintWriter out) {
    return new LetterTable(out, Form.TERMINAL);
  }

  void row(Letter letter) {
    if (form == Form.JSON) {
      out.println(toJson(members(letter)));
      return;
    }
    if (!begun) {
      begun = true;
      out.printf(ROW, "ID", "TIME", "REASON", "SOURCE", "BYTES", "MESSAGE");
    }
    out.printf(
        ROW,
        letter.id(),
        time(letter.time()),
        LetterText.line(letter.origin().reason()),
        letter.origin().source().map(SourcePosition::toString).map(LetterText::line).orElse("-"),
        letter.body().size() < 0 ? "none" : "%,d".formatted(letter.body().size()),
        message(letter));
  }

  void summary(Collection<LetterSummary.Line> lines) {
    if (form == Form.JSON) {
      lines.forEach(line -> out.println(toJson(members(line))));
      return;
    }
    out.printf(SUMMARY, "REASON", "LETTERS", "BYTES", "FIRST", "LAST");
    for (LetterSummary.Line line : lines) {
      out.printf(
          SUMMARY,
          LetterText.line(line.reason()),
          "%,d".formatted(line.letters()),
          "%,d".formatted(line.bytes()),
          time(line.first()),
          time(line.last()));
    }
  }

  private String message(Letter letter) {
    String again =
        letter.replayOf().map(id -> "(replay of " + LetterText.line(id) + ") ").orElse("");
    String message = again + LetterText.line(letter.origin().message());
    return form == Form.TERMINAL && message.length() > SHORT
        ? message.substring(0, message.offsetByCodePoints(0, Math.min(SHORT - 1, points(message))))
            + "…"
        : message;
  }

  private static int points(String text) {
    return text.codePointCount(0, text.length());
  }

  private static Map<String, Object> members(Letter letter) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", letter.id().toString());
    members.put("time", time(letter.time()));
    members.put("reason", letter.origin().reason());
    members.put("source", letter.origin().source().orElse(null));
    members.put("message", letter.origin().message());
    members.put("size", letter.body().size());
    letter.replayOf().ifPresent(id -> members.put("replayOf", id));
    return members;
  }

  private static Map<String, Object> members(LetterSummary.Line line) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("reason", line.reason());
    members.put("letters", line.letters());
    members.put("bytes", line.bytes());
    members.put("first", time(line.first()));
    members.put("last", time(line.last()));
    return members;
  }

  private static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static String toJson(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers are always JSON", e);
    }
  }
}
