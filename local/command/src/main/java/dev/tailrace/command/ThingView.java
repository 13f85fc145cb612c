package dev.tailrace.command;

import dev.tailrace.letters.LetterText;
import dev.tailrace.lookup.Answer;
import dev.tailrace.lookup.Answer.Absence;
import dev.tailrace.lookup.HistoryLine;
import dev.tailrace.lookup.StateChange;
import dev.tailrace.lookup.ThingHistory;
import dev.tailrace.things.Direction;
import dev.tailrace.things.EntityKey;
import dev.tailrace.things.RelationshipPage;
import dev.tailrace.things.RelationshipRow;
import dev.tailrace.things.State;
import dev.tailrace.things.ThingRow;
import dev.tailrace.things.ThingUrl;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What `tailrace thing` prints for people. Everything that a Worker may have chosen is made fit
/// for a terminal.
final class ThingView {
  private static final int MOST_CHARACTERS = 80;
  private static final int MOST_NAMES = 8;

  private final PrintWriter out;
  private final Optional<Instant> at;

  /// @param at the time that was asked for; empty for now
  ThingView(PrintWriter out, Optional<Instant> at) {
    this.out = out;
    this.at = at;
  }

  /// Prints nothing of a thing that is unknown.
  void print(Answer answer) {
    switch (answer) {
      case Answer.Present(var thing, var from, var to, var history) -> {
        out.println(ThingUrl.of(thing.key()) + at.map(time -> " at " + time).orElse(""));
        print(thing);
        print(from, "from it", "->", Direction.FROM);
        print(to, "to it", "<-", Direction.TO);
        print(history);
      }
      case Answer.Absent(EntityKey key, Absence why, ThingHistory history) -> {
        out.println(ThingUrl.of(key) + " " + words(why));
        print(history);
      }
      case Answer.Unknown() -> {}
    }
    out.flush();
  }

  private String words(Absence why) {
    return switch (why) {
      case Absence.Deleted(Instant time) -> "was deleted at " + time;
      case Absence.NotYet(Instant first) ->
          "was not there at %s: its first known mutation is of %s"
              .formatted(at.map(Instant::toString).orElse("that time"), first);
      case Absence.NotStored() ->
          "is not in Postgres, though its last mutation is no delete: the sink is behind, or"
              + " refused it (tailrace dlq list)";
    };
  }

  private void print(ThingRow thing) {
    State state = thing.state();
    line("ns", thing.key().ns());
    line("id", LetterText.line(thing.key().id()));
    line("type", LetterText.line(state.type()));
    line("visibility", LetterText.line(state.visibility()));
    if (state.code() != null) {
      line("code", beginning(state.code(), "data"));
    }
    if (state.content() != null) {
      line("content", beginning(state.content(), "data"));
    }
    line("created", thing.createdAt().toString());
    line("updated", thing.updatedAt().toString());
    line("version", LetterText.line(thing.version()));
    out.println();
    out.println("data");
    LetterText.json(state.data()).lines().forEach(text -> out.println("  " + text));
  }

  private void line(String name, String value) {
    out.printf("  %-10s  %s%n", name, value);
  }

  /// @param whole where all of it can be read
  private static String beginning(String text, String whole) {
    int length = text.codePointCount(0, text.length());
    if (length <= MOST_CHARACTERS) {
      return LetterText.line(text);
    }
    String start = text.substring(0, text.offsetByCodePoints(0, MOST_CHARACTERS));
    return "%s… (%,d characters, all of them in %s)"
        .formatted(LetterText.line(start), length, whole);
  }

  private void print(RelationshipPage page, String heading, String arrow, Direction direction) {
    out.println();
    if (page.total() == 0) {
      out.printf("relationships %s: none%n", heading);
      return;
    }
    out.printf("relationships %s: %,d%n", heading, page.total());
    for (RelationshipRow row : page.rows()) {
      out.printf(
          "  %s %s %s%s  (%s %s)%n",
          LetterText.line(row.state().type()),
          arrow,
          ThingUrl.of(direction.otherEnd(row.ends())),
          switch (row.standing()) {
            case LIVE -> "";
            case PARKED -> "  parked: a thing is missing";
          },
          row.key().ns(),
          LetterText.line(row.key().id()));
    }
    if (page.total() > page.rows().size()) {
      out.printf(
          "  and %,d more (--relationships %d)%n", page.total() - page.rows().size(), page.total());
    }
  }

  private void print(ThingHistory history) {
    out.println();
    out.println("history: " + counts(history));
    if (history.earlier() > 0) {
      out.printf("  %,d earlier (--history %d)%n", history.earlier(), history.total());
    }
    int width =
        history.lines().stream()
            .mapToInt(line -> LetterText.line(line.script()).length())
            .max()
            .orElse(1);
    for (HistoryLine line : history.lines()) {
      String text =
          "  %s  %-6s  %s  %s  %s"
              .formatted(
                  line.at(),
                  LetterText.line(line.type()),
                  ("%-" + width + "s").formatted(LetterText.line(line.script())),
                  LetterText.line(line.version()),
                  changes(line));
      out.println(text.stripTrailing());
    }
  }

  private String counts(ThingHistory history) {
    String later =
        history.later() == 0 ? "" : ", and %,d after that time".formatted(history.later());
    if (history.total() == 0) {
      return (at.isPresent() ? "no mutation by then" : "none is stored any more") + later;
    }
    return "%,d mutation%s%s".formatted(history.total(), history.total() == 1 ? "" : "s", later);
  }

  private static String changes(HistoryLine line) {
    if (line.isDelete()) {
      return "";
    }
    if (line.change().isEmpty()) {
      return "(the state before is not stored)";
    }
    StateChange change = line.change().get();
    List<String> parts = new ArrayList<>();
    add(parts, "added", change.added());
    add(parts, "changed", change.changed());
    add(parts, "removed", change.removed());
    return parts.isEmpty() ? "(nothing changed)" : String.join("; ", parts);
  }

  private static void add(List<String> parts, String verb, List<String> names) {
    if (names.isEmpty()) {
      return;
    }
    StringBuilder part = new StringBuilder(verb).append(' ');
    part.append(
        String.join(
            ", ",
            names.stream().limit(MOST_NAMES).map(name -> beginning(name, "--json")).toList()));
    if (names.size() > MOST_NAMES) {
      part.append(" and %,d more".formatted(names.size() - MOST_NAMES));
    }
    parts.add(part.toString());
  }
}
