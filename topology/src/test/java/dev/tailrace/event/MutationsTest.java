package dev.tailrace.event;

import static dev.tailrace.event.Events.enrich;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.Ulid;
import dev.tailrace.event.MutationResult.Accepted;
import dev.tailrace.event.MutationResult.Rejected;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MutationsTest {
  private static final String VALID =
      """
      {'event_type':'mutation','mutation_type':'update','entity_ns':'shop.example.com/orders',
       'entity_id':'o 1/2#de','entity_type':'Order',
       'data':{'before':{'state':'new'},'after':{'state':'paid'}},'metadata':{'actor': 'u'}}\
      """;

  @Test
  void mutation_becomesARowAndARecord() {
    Enriched enriched = announce(VALID);

    Accepted accepted = (Accepted) enriched.mutations().getFirst();
    EnrichedEvent event = accepted.event();
    assertThat(event.eventName()).isEqualTo("ns.shop.mutation.update.exception");
    assertThat(event.eventType()).isEqualTo(EventType.MUTATION);
    assertThat(event.eventTimestamp()).isEqualTo(1_795_168_000_123L);
    assertThat(event.classification())
        .isEqualTo(
            new EnrichedEvent.Classification(
                Severity.INFO, Category.SUCCESS, null, null, "mutation"));
    assertThat(event.change())
        .isEqualTo(
            new EnrichedEvent.Change(
                MutationType.UPDATE,
                "shop.example.com/orders",
                "o 1/2#de",
                "Order",
                "thing",
                text("{'before':{'state':'new'},'after':{'state':'paid'}}"),
                text("{'actor':'u'}")));
    assertThat(accepted.mutation())
        .isEqualTo(
            new EntityMutation(
                event.ulid(),
                1_795_168_000_123L,
                MutationType.UPDATE,
                "shop.example.com/orders",
                "o 1/2#de",
                "Order",
                null,
                text("{'state':'paid'}"),
                text("{'state':'new'}"),
                text("{'actor':'u'}"),
                "shop",
                Events.RECORD));
  }

  @Test
  void rowOfAMutation_saysWhereFromAndMeasuresNothing() {
    Enriched enriched = announce(VALID);

    EnrichedEvent carrier = enriched.event();
    EnrichedEvent event = ((Accepted) enriched.mutations().getFirst()).event();
    assertThat(event.worker()).isEqualTo(carrier.worker());
    assertThat(event.request()).isEqualTo(carrier.request());
    assertThat(event.source()).isEqualTo(carrier.source());
    assertThat(carrier.result().cpuTime()).isEqualTo(7);
    assertThat(event.result()).isEqualTo(EnrichedEvent.Result.NONE);
  }

  @Test
  void everyMessage_takesASubIndexWhetherValidOrNot() {
    String invalid = VALID.replace("update", "upsert");

    Enriched enriched = announce(VALID, invalid, VALID);

    assertThat(enriched.mutations())
        .extracting(Object::getClass)
        .isEqualTo(List.of(Accepted.class, Rejected.class, Accepted.class));
    assertThat(subIndex(enriched.event().ulid())).isZero();
    assertThat(subIndex(((Accepted) enriched.mutations().get(0)).event().ulid())).isEqualTo(1);
    assertThat(subIndex(((Accepted) enriched.mutations().get(2)).event().ulid())).isEqualTo(3);
  }

  @Test
  void moreMutationsThanSubIndexes_areRefusedOneByOne() {
    String[] messages = new String[UlidText.MOST_MUTATIONS + 1];
    Arrays.fill(messages, VALID);

    List<MutationResult> results = announce(messages).mutations();

    assertThat(results).hasSize(messages.length);
    assertThat(results.get(UlidText.MOST_MUTATIONS - 1)).isInstanceOf(Accepted.class);
    assertThat(rejected(results.getLast()).message()).contains("more than 65,535 mutations");
  }

  @Test
  void messagesOfOtherTypes_areNoMutations() {
    assertThat(
            announce(
                    "{'event_type':'metric'}",
                    "{'mutation_type':'update'}",
                    "'mutation'",
                    "null",
                    "[]",
                    "{'event_type':'mutation','event_type':null}")
                .mutations())
        .isEmpty();
  }

  /// Each line: what is put in the place of what | what the refusal says.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'update' -> 'upsert' | mutation_type is "upsert": it must be create, update or delete
          'update' -> 1 | mutation_type is 1: it must be create, update or delete
          'mutation_type' -> 'x' | mutation_type is missing: it must be create, update or delete
          'shop.example.com/orders' -> 'Shop/orders' | entity_ns is "Shop/orders": it must match ^[a-z0-9.-]+(/[a-z0-9.-]+)*$
          'shop.example.com/orders' -> 'shop//orders' | entity_ns is "shop//orders": it must match ^[a-z0-9.-]+(/[a-z0-9.-]+)*$
          'shop.example.com/orders' -> 'shop/' | entity_ns is "shop/": it must match ^[a-z0-9.-]+(/[a-z0-9.-]+)*$
          'shop.example.com/orders' -> '/shop' | entity_ns is "/shop": it must match ^[a-z0-9.-]+(/[a-z0-9.-]+)*$
          'shop.example.com/orders' -> '' | entity_ns is "": it must match ^[a-z0-9.-]+(/[a-z0-9.-]+)*$
          'entity_ns' -> 'x' | entity_ns is missing: it must match ^[a-z0-9.-]+(/[a-z0-9.-]+)*$
          'o 1/2#de' -> '' | entity_id is "": it must be a string of 1 to 2,048 characters
          'o 1/2#de' -> true | entity_id is true: it must be a string of 1 to 2,048 characters
          'o 1/2#de' -> 1e999999999999 | entity_id is 1e999999999999: it must be
          'o 1/2#de' -> 1e9999999 | entity_id is 1e9999999: it must be
          'o 1/2#de' -> 'a\\u0000b' | entity_id is "a\\u0000b": it must be
          'o 1/2#de' -> 'a\\ud800b' | entity_id is "a\\ud800b": it must be
          'Order' -> 5 | entity_type is 5: it must be a string
          'metadata' -> 'entity_kind' | entity_kind is {"actor": "u"}: it must be thing or relationship
          {'state':'paid'} -> 'paid' | data.after is "paid": a mutation of type update must have the complete state there, as an object
          {'state':'paid'} -> null | data.after is missing: a mutation of type update must have the complete state there, as an object
          'data' -> 'd' | data.after is missing: a mutation of type update must have
          {'before':{'state':'new'},'after':{'state':'paid'}} -> [1] | data is [1]: it must be an object, or a string that holds one
          {'before':{'state':'new'},'after':{'state':'paid'}} -> 'x' | data is "x": as text it must hold a JSON object, but not JSON: found 'x' at byte 0
          {'before':{'state':'new'},'after':{'state':'paid'}} -> '7' | data is "7": it must be an object, or a string that holds one
          """)
  void brokenContract_isRefusedByFieldAndValue(String change, String refusal) {
    String[] sides = change.replace("\\\\", "\\").split(" -> ", 2);
    String message = VALID.replace(sides[0], sides[1]);
    assertThat(message).isNotEqualTo(VALID);

    Rejected rejected = rejected(announce(message).mutations().getFirst());

    assertThat(rejected.reason()).isEqualTo(DeadLetterReason.INVALID_MUTATION);
    assertThat(rejected.message()).startsWith(refusal.replace("\\\\", "\\"));
    assertThat(rejected.original()).hasToString(message.replace('\'', '"'));
  }

  @Test
  void create_needsTheCompleteStateToo() {
    String create = VALID.replace("'update'", "'create'").replace("{'state':'paid'}", "null");

    assertThat(rejected(announce(create).mutations().getFirst()).message())
        .startsWith("data.after is missing: a mutation of type create");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'before':{'state':'new'}}",
        "{'after':null}",
        "{'after':{'x':1}}",
        "null",
        "'{}'"
      })
  void delete_needsNoState(String data) {
    String delete =
        VALID
            .replace("'update'", "'delete'")
            .replace("{'before':{'state':'new'},'after':{'state':'paid'}}", data);

    Accepted accepted = (Accepted) announce(delete).mutations().getFirst();

    assertThat(accepted.mutation().after()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "42,42",
    "-7,-7",
    "4.20e1,42",
    "1e3,1000",
    "1.50,1.5",
    "0,0",
    "-0,0",
    "9007199254740993,9007199254740993"
  })
  void numericId_isItsDecimalText(String number, String id) {
    Accepted accepted =
        (Accepted) announce(VALID.replace("'o 1/2#de'", number)).mutations().getFirst();

    assertThat(accepted.mutation().entityId()).isEqualTo(id);
  }

  @Test
  void longestId_counted_inCharacters() {
    String longest = "😀".repeat(2_048);

    assertThat(announce(VALID.replace("o 1/2#de", longest)).mutations().getFirst())
        .isInstanceOf(Accepted.class);
    assertThat(announce(VALID.replace("o 1/2#de", longest + "x")).mutations().getFirst())
        .isInstanceOf(Rejected.class);
  }

  @Test
  void dataInAString_isRead() {
    String held =
        VALID.replace(
            "{'before':{'state':'new'},'after':{'state':'paid'}}",
            "'{\\'after\\': {\\'t\\': \\'\\\\u0000\\'}}'");

    Accepted accepted = (Accepted) announce(held).mutations().getFirst();

    assertThat(accepted.mutation().after()).hasToString("{\"t\":\"\uFFFD\"}");
    assertThat(accepted.event().change().data()).hasToString("{\"after\":{\"t\":\"\uFFFD\"}}");
  }

  @Test
  void relationship_namesItsEnds() {
    String relationship =
        VALID.replace(
            "'data':{",
            "'entity_kind':'relationship',"
                + "'data':{'from_ns':'shop','from_id':1,'to_ns':'a/b','to_id':'x',");

    Accepted accepted = (Accepted) announce(relationship).mutations().getFirst();

    assertThat(accepted.mutation().entityKind()).isEqualTo("relationship");
    assertThat(accepted.event().change().entityKind()).isEqualTo("relationship");
    assertThat(accepted.mutation().ends())
        .isEqualTo(new EntityMutation.Ends("shop", "1", "a/b", "x"));
    assertThat(
            rejected(announce(relationship.replace("'to_id'", "'to'")).mutations().getFirst())
                .message())
        .startsWith("data.to_id is missing: ");
  }

  @Test
  void deletedRelationship_mayLeaveItsEndsOut() {
    String delete =
        VALID
            .replace("'update'", "'delete'")
            .replace("'data':", "'entity_kind':'relationship','data':");

    Accepted accepted = (Accepted) announce(delete).mutations().getFirst();

    assertThat(accepted.mutation().entityKind()).isEqualTo("relationship");
    assertThat(accepted.event().change().entityKind()).isEqualTo("relationship");
  }

  @Test
  void messageWithoutTimestamp_happenedWhenTheInvocationBegan() {
    Enriched enriched =
        enrich(
            "{'outcome':'ok','eventTimestamp':1795168000001.9,'diagnosticsChannelEvents':[{'message':"
                + VALID
                + "}]}");

    assertThat(((Accepted) enriched.mutations().getFirst()).event().eventTimestamp())
        .isEqualTo(1_795_168_000_001L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1e300", "'now'"})
  void impossibleTimestamp_isRefused(String timestamp) {
    Enriched enriched =
        enrich(
            "{'outcome':'ok','diagnosticsChannelEvents':[{'message':%s,'timestamp':%s}]}"
                .formatted(VALID, timestamp));

    assertThat(rejected(enriched.mutations().getFirst()).message())
        .startsWith("timestamp is " + timestamp.replace('\'', '"'));
  }

  private static Enriched announce(String... messages) {
    StringBuilder events = new StringBuilder();
    for (String message : messages) {
      events
          .append(events.isEmpty() ? "" : ",")
          .append("{'message':")
          .append(message)
          .append(",'channel':'any','timestamp':1795168000123}");
    }
    return enrich(
        """
        {'outcome':'exception','scriptName':'shop','dispatchNamespace':'ns','cpuTime':7,
         'eventTimestamp':1795168000000,'event':{'request':{'url':'https://a/','method':'PUT'}},
         'diagnosticsChannelEvents':[%s]}\
        """
            .formatted(events));
  }

  private static Rejected rejected(MutationResult result) {
    assertThat(result).isInstanceOf(Rejected.class);
    return (Rejected) result;
  }

  private static JsonText text(String singleQuoted) {
    return JsonText.of(Events.json(singleQuoted));
  }

  private static long subIndex(String ulid) {
    return Ulid.from(ulid).getLeastSignificantBits() & 0xFFFF;
  }
}
