package dev.tailrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.clickhouse.HistoryDatabase.Change;
import java.util.AbstractMap.SimpleEntry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The views of the history, one rule after the other: things, and what all mutations have in
/// common.
class HistoryIT extends MadeHistory {
  @Test
  void thing_isAsItsLastMutationLeftIt() {
    Change create = thing(1, "create", after("{\"n\":1}"));
    Change update = thing(3, "update", after("{\"n\":1.50}"));
    store();
    assertThat(thing(second(0))).isEmpty();
    assertThat(thing(second(1)))
        .containsEntry("data", "{\"n\":1}")
        .containsEntry("version", create.version())
        .containsEntry("updated_at", time(1));
    assertThat(thing(second(3)))
        .containsExactly(
            Map.entry("ns", ns),
            Map.entry("id", "a"),
            Map.entry("type", "Order"),
            Map.entry("visibility", "public"),
            new SimpleEntry<>("content", null),
            new SimpleEntry<>("code", null),
            Map.entry("data", "{\"n\":1.50}"),
            Map.entry("created_at", time(1)),
            Map.entry("updated_at", time(3)),
            Map.entry("version", update.version()));
  }

  @Test
  void thingMadeAgain_isAsOldAsItsSecondLife() {
    var _ = thing(1, "create", after("{}"));
    var _ = thing(2, "delete", null);
    var _ = thing(3, "create", after("{}"));
    var _ = thing(4, "update", after("{}"));
    store();
    assertThat(thing(second(1))).containsEntry("created_at", time(1));
    assertThat(thing(second(2))).isEmpty();
    assertThat(thing(second(9))).containsEntry("created_at", time(3));
  }

  @Test
  void updateWithoutCreate_makesAThing_andSoDoesTheFirstOfTwoCreates() {
    var _ = thing(1, "update", after("{}"));
    var _ = thing(2, "create", after("{}"));
    var _ = thing(3, "create", after("{}"));
    store();
    assertThat(thing(second(3)))
        .containsEntry("created_at", time(1))
        .containsEntry("updated_at", time(3));
  }

  /// The runtime's clock stands still within an invocation.
  @Test
  void mutationsOfOneMillisecond_goByTheirVersion() {
    var _ = thing(1, "delete", null);
    var _ = thing(1, "create", after("{\"n\":1}"));
    var _ = thing(1, "update", after("{\"n\":2}"));
    store();
    assertThat(thing(second(1))).containsEntry("data", "{\"n\":2}");
  }

  /// Two workers may differ about the time; Postgres then takes the higher version too.
  @Test
  void clocksThatDiffer_doNotChangeTheOrder() {
    var _ = thing(5, "create", after("{\"n\":1}"));
    var _ = thing(3, "update", after("{\"n\":2}"));
    store();
    assertThat(thing(second(4)))
        .containsEntry("data", "{\"n\":2}")
        .containsEntry("created_at", time(3));
    assertThat(thing(second(5)))
        .containsEntry("data", "{\"n\":2}")
        .containsEntry("created_at", time(5))
        .containsEntry("updated_at", time(3));
  }

  /// Each line: the member | what its column says; `-` is null.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "text" | text
          "" | ``
          "a\\"b\\\\c\\u00e9\\n😀" | `a"b\\cé\n😀`
          1.50 | 1.50
          -1E+3 | -1E+3
          12345678901234567890123 | 12345678901234567890123
          0 | 0
          true | true
          false | false
          null | -
          {"x":1} | -
          [1] | -
          """)
  void scalars_areTexts_andEverythingElseIsAbsent(String member, String text) {
    String expected = text.equals("-") ? null : text;
    String state =
        "{\"big\":1e400,\"items\":[{\"type\":\"no\"}],\"type\":%1$s,\"visibility\":%1$s,\"content\":%1$s,\"code\":%1$s}"
            .formatted(member);
    var _ = thing(1, "create", after(state));
    store();
    assertThat(thing(second(1)))
        .containsEntry("data", state)
        .containsEntry("type", expected == null ? "Order" : expected)
        .containsEntry("visibility", expected == null ? "public" : expected)
        .containsEntry("content", expected)
        .containsEntry("code", expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"a":{"type":"x","code":"y"}} | Order
          {"type":"x","type":"y"} | y
          {"type":"x","type":null} | Order
          {"ty\\u0070e":"x"} | x
          {"a":"\\",\\"type\\":\\"x"} | Order
          {"\\"type":"x"} | Order
          {"n":12345678901234567890123,"a":[{"type":1}],"type":"x"} | x
          """)
  void members_areOnlyThoseOfTheStateItself(String state, String type) {
    var _ = thing(1, "create", after(state));
    store();
    assertThat(thing(second(1))).containsEntry("type", type).containsEntry("data", state);
  }

  @Test
  void thingWithoutAnyType_hasAnEmptyOne() {
    Change create = thing(1, "create", after("{}"));
    database.insert(
        List.of(
            new Change(
                create.version(),
                create.at(),
                "create",
                "thing",
                ns,
                "a",
                null,
                "{\"after\":{}}")));
    assertThat(thing(second(1))).containsEntry("type", "");
  }

  @Test
  void history_tellsEveryMutation() {
    Change first = relationship(1, "create", joining("1", "\"b\\u00e9\""));
    Change last = relationship(2, "delete", null);
    var _ = thing(3, "update", after("{\"n\":1}"));
    store();
    List<Map<String, String>> history = database.history(ns, "r");
    assertThat(history)
        .extracting(row -> row.get("version"))
        .containsExactly(first.version(), last.version());
    assertThat(history)
        .extracting(row -> row.get("kind"))
        .containsExactly("relationship", "relationship");
    assertThat(history.getFirst())
        .containsEntry("ns", ns)
        .containsEntry("event_timestamp", time(1))
        .containsEntry("mutation_type", "create")
        .containsEntry("entity_type", "Order")
        .containsEntry("after", "{\"code\":1}")
        .containsEntry("before", null)
        .containsEntry("from_ns", ns)
        .containsEntry("from_id", "1")
        .containsEntry("to_ns", ns)
        .containsEntry("to_id", "bé")
        .containsEntry("metadata", "{\"actor\":\"u\"}")
        .containsEntry("script_name", "shop")
        .containsEntry("source_topic", "tail.raw")
        .containsEntry("source_partition", "3")
        .containsEntry("source_offset", "7");
    assertThat(history.getLast())
        .containsEntry("mutation_type", "delete")
        .containsEntry("after", null)
        .containsEntry("from_id", null)
        .containsEntry("type", null);
    assertThat(database.history(ns, "a").getFirst())
        .containsEntry("kind", "thing")
        .containsEntry("before", "{\"after\":1}")
        .containsEntry("from_ns", null);
  }

  @Test
  void rowsFromBeforeTheColumn_areJudgedByTheirData() {
    var _ = changes.add(second(1), "create", null, ns, "r", joining("\"x\"", "\"y\""));
    var _ = changes.add(second(1), "create", null, ns, "a", after("{\"from_ns\":1}"));
    var _ = changes.add(second(1), "delete", null, ns, "b", null);
    store();
    assertThat(single(database.history(ns, "r"))).containsEntry("kind", "relationship");
    assertThat(single(database.history(ns, "a"))).containsEntry("kind", "thing");
    assertThat(single(database.history(ns, "b"))).containsEntry("kind", "thing");
  }
}
