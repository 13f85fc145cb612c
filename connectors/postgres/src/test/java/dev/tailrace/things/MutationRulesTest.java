package dev.tailrace.things;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MutationRulesTest {
  private static final String VERSION = "01ARYZ6S41TSV4RRFFQ69G5FAV";
  private static final int MAX_BYTES = 1_000;

  private final MutationRules rules = new MutationRules(MAX_BYTES);

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      nullValues = "-",
      quoteCharacter = '`',
      value = {
        "{};                                                     Order; public;  -;    -",
        "{\"type\": \"Article\"};                                Article; public; -;   -",
        "{\"type\": null, \"visibility\": {}, \"content\": []};  Order; public;  -;    -",
        "{\"type\": 7, \"visibility\": true, \"code\": 1.50};    7;     true;    -;    1.50",
        "{\"code\": \"x\", \"code\": \"15-1252.00\"};            Order; public;  -;    15-1252.00",
        "{\"type\": \"A\", \"type\": null};                      Order; public;  -;    -",
        "{\"a\": {\"type\": \"B\", \"content\": \"no\"}};        Order; public;  -;    -",
        "{\"content\": \"Gr\\u00f6\\u00dfe\", \"visibility\": \"private\"}; Order; private; Größe;"
            + " -",
      })
  void columns_comeFromTheState(
      String after, String type, String visibility, String content, String code) {
    Mutation.PutThing put = (Mutation.PutThing) rules.check(thing("update", after));

    assertThat(put.state()).isEqualTo(new State(type, visibility, content, code, after));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      nullValues = "-",
      quoteCharacter = '`',
      value = {
        "-;                           after: it is missing",
        "[1];                         after: it is no JSON object",
        "{;                           after: it is no JSON object",
        "{} {};                       after: something follows its JSON object",
        "{\"a\": \"x\\u0000\"};       after: it holds U+0000",
        "{\"a\": [{\"\\u0000\": 1}]}; after: it holds U+0000",
        "{\"a\": \"\\ud83d\"};        after: it holds half a surrogate pair (\\ud83d)",
        "{\"a\": \"\\ude00x\"};       after: it holds half a surrogate pair (\\ude00)",
      })
  void statesThatPostgresCannotHold_areRefused(String after, String message) {
    assertThatThrownBy(() -> rules.check(thing("create", after)))
        .isInstanceOf(InvalidMutation.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void wholeSurrogatePair_isNoFault() {
    Mutation.PutThing put =
        (Mutation.PutThing) rules.check(thing("create", "{\"content\": \"\\ud83d\\ude00\"}"));

    assertThat(put.state().content()).isEqualTo("😀");
  }

  @Test
  void stateThatIsTooLarge_isRefusedWithItsSize() {
    String fits = "{\"a\":\"" + "é".repeat(496) + "\"}";

    assertThat(rules.check(thing("create", fits))).isInstanceOf(Mutation.PutThing.class);
    assertThatThrownBy(() -> rules.check(thing("create", fits + " ")))
        .hasMessageContaining("after: it has 1,001 bytes")
        .hasMessageContaining("postgres.document.max.bytes=1000");
  }

  @Test
  void delete_needsNoState() {
    assertThat(rules.check(thing("delete", null))).isInstanceOf(Mutation.DeleteThing.class);
  }

  @Test
  void relationship_hasTwoEnds() {
    MutationFields fields =
        new MutationFields(
            VERSION, 1, "create", "relationship", "a", "r1", null, "b", "x y", "c/d", "z", "{}");

    assertThat(rules.check(fields))
        .isEqualTo(
            new Mutation.PutRelationship(
                new EntityKey("a", "r1"),
                new Mark(Version.of(VERSION), 1),
                new State("", "public", null, null, "{}"),
                new Ends(new EntityKey("b", "x y"), new EntityKey("c/d", "z"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      nullValues = "-",
      value = {
        "x;     1;              create; thing;        shop;   1;    -; version: 'x' is no ULID",
        "-;     1;              create; thing;        shop;   1;    -; version: '' is no ULID",
        "ok;    -1;             create; thing;        shop;   1;    -; event_timestamp: -1",
        "ok;    253402300800000;create; thing;        shop;   1;    -; event_timestamp: 253402",
        "ok;    1;              upsert; thing;        shop;   1;    -; mutation_type: 'upsert'",
        "ok;    1;              -;      thing;        shop;   1;    -; mutation_type: it is"
            + " missing",
        "ok;    1;              create; node;         shop;   1;    -; entity_kind: 'node'",
        "ok;    1;              create; -;            shop;   1;    -; entity_kind: it is missing",
        "ok;    1;              create; thing;        Shop;   1;    -; entity_ns: 'Shop'",
        "ok;    1;              create; thing;        -;      1;    -; entity_ns: it is missing",
        "ok;    1;              create; thing;        shop;   -;    -; entity_id: it is missing",
        "ok;    1;              create; relationship; shop;   1;    B; from_ns: 'B'",
        "ok;    1;              create; relationship; shop;   1;    -; from_ns: it is missing",
      })
  void fieldsThatBreakTheContract_areNamed(
      String version,
      long time,
      String type,
      String kind,
      String ns,
      String id,
      String fromNs,
      String message) {
    String ulid = "ok".equals(version) ? VERSION : version;
    MutationFields fields =
        new MutationFields(ulid, time, type, kind, ns, id, null, fromNs, "1", "b", "2", "{}");

    assertThatThrownBy(() -> rules.check(fields))
        .isInstanceOf(InvalidMutation.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void idThatNoIndexHolds_isRefused() {
    MutationFields fields = thing("delete", null);

    assertThatThrownBy(() -> rules.check(withId(fields, "i".repeat(2_049))))
        .hasMessageStartingWith("entity_id: ")
        .hasMessageContaining("at most 2,048 characters");
    assertThatThrownBy(() -> rules.check(withId(fields, "€".repeat(1_000))))
        .hasMessageStartingWith("entity_id: ")
        .hasMessageContaining("3,004 bytes");
    assertThatThrownBy(() -> rules.check(withId(fields, "a\0b")))
        .hasMessage("entity_id: it holds U+0000, which Postgres cannot store");
  }

  private static MutationFields thing(String type, String after) {
    return new MutationFields(
        VERSION, 1, type, "thing", "shop", "1", "Order", null, null, null, null, after);
  }

  private static MutationFields withId(MutationFields of, String id) {
    return new MutationFields(
        of.version(),
        of.eventTimestamp(),
        of.mutationType(),
        of.entityKind(),
        of.entityNs(),
        id,
        of.entityType(),
        null,
        null,
        null,
        null,
        of.after());
  }
}
