package dev.tailrace.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.lookup.Answer;
import dev.tailrace.lookup.Answer.Absence;
import dev.tailrace.lookup.HistoryLine;
import dev.tailrace.lookup.StateChange;
import dev.tailrace.lookup.ThingHistory;
import dev.tailrace.things.Ends;
import dev.tailrace.things.EntityKey;
import dev.tailrace.things.RelationshipPage;
import dev.tailrace.things.RelationshipRow;
import dev.tailrace.things.RelationshipRow.Standing;
import dev.tailrace.things.State;
import dev.tailrace.things.ThingRow;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThingViewTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final EntityKey KEY = new EntityKey("shop", "order_7 #a");
  private static final RelationshipPage NONE = new RelationshipPage(List.of(), 0);
  private static final ThingHistory NO_HISTORY =
      new ThingHistory(List.of(), 0, 0, Optional.empty(), Optional.empty());

  @Test
  void thing_isShownWhole() {
    var relationships =
        new RelationshipPage(
            List.of(relationship(Standing.LIVE, "r1"), relationship(Standing.PARKED, "r2")), 5);
    var history =
        new ThingHistory(
            List.of(
                line("update", "a", Optional.empty()),
                line("delete", "a", change(List.of(), List.of(), List.of("total"))),
                line(
                    "create", "shop-api", change(List.of("status", "total"), List.of(), List.of())),
                line("update", "a", change(List.of("x"), List.of("status"), List.of("total"))),
                line("update", "a", change(List.of(), List.of(), List.of()))),
            12,
            2,
            Optional.of(new ThingHistory.Ending(NOON, "update")),
            Optional.of(NOON.plusSeconds(9)));

    assertThat(
            shown(
                new Answer.Present(
                    thing("{\"status\":\"paid\",\"n\":[1.50]}", null),
                    relationships,
                    NONE,
                    history),
                Optional.of(NOON)))
        .isEqualTo(
            """
            /shop/order%5F7_%23a at 2026-11-20T12:00:00Z
              ns          shop
              id          order_7 #a
              type        Order
              visibility  public
              code        A-7
              created     2026-11-20T12:00:00Z
              updated     2026-11-20T12:00:01Z
              version     01JD

            data
              {
                "status" : "paid",
                "n" : [ 1.50 ]
              }

            relationships from it: 5
              knows -> /people/Ann_Lee  (links r1)
              knows -> /people/Ann_Lee  parked: a thing is missing  (links r2)
              and 3 more (--relationships 5)

            relationships to it: none

            history: 12 mutations, and 2 after that time
              7 earlier (--history 12)
              2026-11-20T12:00:00Z  update  a         01JD  (the state before is not stored)
              2026-11-20T12:00:00Z  delete  a         01JD
              2026-11-20T12:00:00Z  create  shop-api  01JD  added status, total
              2026-11-20T12:00:00Z  update  a         01JD  added x; changed status; removed total
              2026-11-20T12:00:00Z  update  a         01JD  (nothing changed)
            """);
  }

  @Test
  void manyNamesAndLongTexts_areCut() {
    List<String> names = IntStream.range(0, 20).mapToObj(i -> "m" + i).toList();
    var history =
        new ThingHistory(
            List.of(line("create", "a", change(names, List.of(), List.of()))),
            1,
            0,
            Optional.of(new ThingHistory.Ending(NOON, "create")),
            Optional.empty());

    assertThat(
            shown(
                new Answer.Present(thing("{}", "😀".repeat(100)), NONE, NONE, history),
                Optional.empty()))
        .contains("content     " + "😀".repeat(80) + "… (100 characters, all of them in data)")
        .contains("history: 1 mutation\n")
        .contains("added m0, m1, m2, m3, m4, m5, m6, m7 and 12 more\n");
  }

  @Test
  void whatWorkersChose_reachesNoTerminalAsItIs() {
    String evil = "\u001b[2J\r\u009b\u202E\u0007";
    State state = new State(evil, evil, evil, evil, "{\"\\u001b[2J\":\"\u009b\u202E\"}");
    EntityKey key = new EntityKey("a", evil);
    var row = new RelationshipRow(Standing.LIVE, key, new Ends(key, key), state, NOON, NOON, evil);
    var page = new RelationshipPage(List.of(row), 1);
    var history =
        new ThingHistory(
            List.of(
                new HistoryLine(
                    NOON, evil, evil, evil, change(List.of(evil), List.of(evil), List.of(evil)))),
            1,
            0,
            Optional.of(new ThingHistory.Ending(NOON, evil)),
            Optional.empty());

    String shown =
        shown(
            new Answer.Present(new ThingRow(key, state, NOON, NOON, evil), page, page, history),
            Optional.empty());

    assertThat(shown.codePoints().filter(c -> c != '\n'))
        .noneMatch(c -> Character.isISOControl(c) || c == 0x202E);
    assertThat(shown).contains("/a/%1B%5B2J", "␛[2J␍", "\\u009b\\u202e");
  }

  @Test
  void absence_isExplained() {
    Answer deleted = new Answer.Absent(KEY, new Absence.Deleted(NOON), NO_HISTORY);
    assertThat(shown(deleted, Optional.empty()))
        .isEqualTo(
            """
            /shop/order%5F7_%23a was deleted at 2026-11-20T12:00:00Z

            history: none is stored any more
            """);
    Answer notYet = new Answer.Absent(KEY, new Absence.NotYet(NOON), NO_HISTORY);
    assertThat(shown(notYet, Optional.of(NOON.minusSeconds(1))))
        .contains(
            "was not there at 2026-11-20T11:59:59Z: its first known mutation is of"
                + " 2026-11-20T12:00:00Z")
        .contains("history: no mutation by then");
    assertThat(shown(new Answer.Absent(KEY, new Absence.NotStored(), NO_HISTORY), Optional.empty()))
        .contains("is not in Postgres", "tailrace dlq list");
    assertThat(shown(new Answer.Unknown(), Optional.empty())).isEmpty();
  }

  private static String shown(Answer answer, Optional<Instant> at) {
    StringWriter out = new StringWriter();
    new ThingView(new PrintWriter(out), at).print(answer);
    return out.toString();
  }

  private static ThingRow thing(String data, String content) {
    return new ThingRow(
        KEY, new State("Order", "public", content, "A-7", data), NOON, NOON.plusSeconds(1), "01JD");
  }

  private static RelationshipRow relationship(Standing standing, String id) {
    return new RelationshipRow(
        standing,
        new EntityKey("links", id),
        new Ends(KEY, new EntityKey("people", "Ann Lee")),
        new State("knows", "public", null, null, "{}"),
        NOON,
        NOON,
        "01JD");
  }

  private static HistoryLine line(String type, String script, Optional<StateChange> change) {
    return new HistoryLine(NOON, type, script, "01JD", change);
  }

  private static Optional<StateChange> change(
      List<String> added, List<String> changed, List<String> removed) {
    return Optional.of(new StateChange(added, changed, removed));
  }
}
