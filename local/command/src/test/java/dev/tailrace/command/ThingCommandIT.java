package dev.tailrace.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tailrace.command.SeededStores.Change;
import dev.tailrace.things.EntityKey;
import dev.tailrace.things.ThingUrl;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `tailrace thing` as it is typed, on the two real engines.
class ThingCommandIT {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final String ORDERS = "shop.example.com/orders";
  private static final String STRANGE = "O'Neil \\n x_y\t#%";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path data;
  private static SeededStores stores;

  @BeforeAll
  static void seed() throws SQLException {
    stores = new SeededStores(data);
    stores.announce(data);
    stores.applyToBoth(
        List.of(
            thing(0, "create", ORDERS, "1001", "{\"status\":\"new\",\"total\":1.10}"),
            thing(1, "create", "shop.example.com", "orders/1001", "{\"type\":\"Path\"}"),
            thing(2, "create", "people", STRANGE, "{\"name\":\"O\\u001b[2J\"}"),
            thing(3, "create", ORDERS, "1002", "{\"status\":\"new\"}"),
            relationship(4, "r1", "bought-by", List.of(ORDERS, "1001", "people", STRANGE)),
            relationship(5, "r2", "likes", List.of("people", STRANGE, ORDERS, "1001")),
            relationship(6, "r3", "split-into", List.of(ORDERS, "1001", ORDERS, "9999")),
            relationship(7, "r4", "follows", List.of(ORDERS, "1002", ORDERS, "1001")),
            thing(60, "update", ORDERS, "1001", "{\"status\":\"paid\",\"note\":\"x\"}"),
            thing(61, "delete", ORDERS, "1002", null)));
    stores.applyToBoth(
        List.of(
            thing(70, "create", "shop", "back", "{\"a\":1}"),
            thing(71, "delete", "shop", "back", null),
            thing(72, "create", "shop", "back", "{\"a\":1}").withBefore("{\"a\":1}")));
    List<Change> many = new ArrayList<>();
    IntStream.range(0, 30)
        .mapToObj(i -> thing(100 + i, "update", "onet", "15-1252.00", "{\"n\":%d}".formatted(i)))
        .forEach(many::add);
    stores.applyToBoth(many);
    stores.applyToClickHouse(List.of(thing(200, "create", "lost", "1", "{}")));
    stores.applyToPostgres(List.of(thing(201, "delete", "forgotten", "1", null)));
  }

  @AfterAll
  static void stop() {
    stores.close();
  }

  @Test
  void currentThing_isShownWithRelationshipsAndHistory() {
    CommandRun run = thing("/shop.example.com/orders/1001");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    String strange = ThingUrl.of(new EntityKey("people", STRANGE));
    assertThat(run.out())
        .startsWith("/shop.example.com/orders/1001\n  ns          shop.example.com/orders\n")
        .contains("  created     2026-11-20T12:00:00Z\n  updated     2026-11-20T12:01:00Z\n")
        .contains("data\n  {\n    \"note\" : \"x\",\n    \"status\" : \"paid\"\n  }\n")
        .contains("relationships from it: 2\n  bought-by -> " + strange + "  (links r1)\n")
        .contains("  split-into -> /shop.example.com/orders/9999  parked: a thing is missing")
        .contains("relationships to it: 1\n  likes <- " + strange + "  (links r2)\n")
        .contains("history: 2 mutations\n")
        .contains("create  shop-api  " + version(0) + "  added status, total\n")
        .endsWith(version(60) + "  added note; changed status; removed total\n");
  }

  @Test
  void ofTwoThingsWithOneUrl_thatWithTheLongestNamespaceIsShown() {
    assertThat(thing("shop.example.com/orders/1001").out()).contains("  id          1001\n");
    CommandRun other = thing("https://things.example.com/shop.example.com/orders%2F1001");
    assertThat(other.out()).contains("  id          orders/1001\n", "  type        Path\n");
    String then = NOON.plusSeconds(30).toString();
    assertThat(thing("/shop.example.com/orders/1001", "--at", then).out())
        .contains("  id          1001\n");
  }

  @Test
  void urlWithEveryTrickyCharacter_findsItsThing_nowAndThen() {
    String url = ThingUrl.of(new EntityKey("people", STRANGE));
    CommandRun now = thing(url);
    assertThat(now.exitCode()).as(now.err()).isZero();
    assertThat(now.out())
        .contains("  id          O'Neil \\n x_y␉#%\n", "\"name\" : \"O\\u001B[2J\"")
        .contains("history: 1 mutation\n")
        .doesNotContain("\u001b");
    CommandRun then = thing(url, "--at", NOON.plusSeconds(30).toString());
    assertThat(then.exitCode()).as(then.err()).isZero();
    assertThat(then.out())
        .startsWith(url + " at 2026-11-20T12:00:30Z\n")
        .contains("likes -> /shop.example.com/orders/1001", "history: 1 mutation\n");
  }

  @Test
  void atATime_stateRelationshipsAndHistoryAreThoseOfThen() {
    CommandRun run = thing("/shop.example.com/orders/1001", "--at", "2026-11-20T13:00:30+01:00");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .startsWith("/shop.example.com/orders/1001 at 2026-11-20T12:00:30Z\n")
        .contains("\"status\" : \"new\"", "\"total\" : 1.10")
        .contains("relationships from it: 1\n  bought-by -> ")
        .contains("relationships to it: 2\n  follows <- /shop.example.com/orders/1002  (links r4)")
        .contains("history: 1 mutation, and 1 after that time\n")
        .endsWith("added status, total\n");
  }

  @Test
  void deletedThing_wasThereBefore() {
    CommandRun before = thing("/shop.example.com/orders/1002", "--at", "2026-11-20T12:01:00Z");
    assertThat(before.exitCode()).as(before.err()).isZero();
    assertThat(before.out())
        .contains("\"status\" : \"new\"")
        .contains("follows -> /shop.example.com/orders/1001")
        .contains("history: 1 mutation, and 1 after that time");

    String deleted = "/shop.example.com/orders/1002 was deleted at 2026-11-20T12:01:01Z\n";
    CommandRun after = thing("/shop.example.com/orders/1002", "--at", "2026-11-20T12:01:01Z");
    assertThat(after.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(after.out())
        .startsWith(deleted)
        .contains("history: 2 mutations\n")
        .endsWith("delete  shop-api  " + version(61) + "\n");
    CommandRun now = thing("/shop.example.com/orders/1002");
    assertThat(now.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(now.out())
        .startsWith(deleted)
        .contains("history: 2 mutations\n")
        .endsWith("delete  shop-api  " + version(61) + "\n");

    CommandRun earlier = thing("/shop.example.com/orders/1002", "--at", "2026-11-20T11:00:00Z");
    assertThat(earlier.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(earlier.out())
        .contains("was not there at 2026-11-20T11:00:00Z", "of 2026-11-20T12:00:03Z")
        .contains("history: no mutation by then, and 2 after that time");
  }

  @Test
  void storesThatDisagree_areTold() {
    CommandRun lost = thing("/lost/1");
    assertThat(lost.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(lost.out()).contains("/lost/1 is not in Postgres", "history: 1 mutation\n");
    CommandRun forgotten = thing("/forgotten/1");
    assertThat(forgotten.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(forgotten.out())
        .contains("/forgotten/1 was deleted at 2026-11-20T12:03:21Z")
        .contains("history: none is stored any more");
  }

  @Test
  void unknownThing_isToldWithWhatWasTried() {
    CommandRun run = thing("/stripe.com/api/cus_123");
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("nothing is known of /stripe.com/api/cus_123")
        .contains("  ns stripe.com/api, id cus 123\n  ns stripe.com, id api/cus 123\n")
        .contains("  ns stripe.com/api, id cus_123\n", "Check the spelling", "tailrace query");
    CommandRun then = thing("/stripe.com/api", "--at", "1h");
    assertThat(then.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(then.err()).contains("nothing is known of /stripe.com/api", "Check the spelling");
    CommandRun manyKeys = thing("/" + "a/".repeat(40) + "b");
    assertThat(manyKeys.err()).contains("  and 30 more");
  }

  @Test
  void historyIsCut_andCounted() {
    CommandRun standard = thing("/onet/15-1252.00");
    assertThat(standard.out())
        .contains("history: 30 mutations\n  10 earlier (--history 30)\n")
        .containsPattern(version(110) + "  changed n\n")
        .doesNotContain(version(109))
        .endsWith(version(129) + "  changed n\n");
    assertThat(thing("/onet/15-1252.00", "--history", "30").out())
        .contains(version(100) + "  (the state before is not stored)\n")
        .doesNotContain("earlier");
    assertThat(thing("/onet/15-1252.00", "--history", "0").out())
        .endsWith("history: 30 mutations\n  30 earlier (--history 30)\n");
  }

  @Test
  void afterADelete_allIsNew_whateverTheWorkerSaysWasBefore() {
    assertThat(thing("/shop/back").out())
        .contains("delete  shop-api  " + version(71) + "\n")
        .endsWith(version(72) + "  added a\n");
  }

  @Test
  void relationshipsAreCut_andCounted() {
    CommandRun now = thing("/shop.example.com/orders/1001", "--relationships", "1");
    assertThat(now.out())
        .contains("relationships from it: 2\n  bought-by", "  and 1 more (--relationships 2)")
        .doesNotContain("split-into");
    CommandRun then =
        thing("/shop.example.com/orders/1001", "--at", "2026-11-20T12:00:30Z", "--relationships=1");
    assertThat(then.out()).contains("relationships to it: 2\n  follows", "  and 1 more");
  }

  @Test
  void json_isOneObject() throws Exception {
    JsonNode now = json("/shop.example.com/orders/1001");
    assertThat(now.at("/state").asText()).isEqualTo("present");
    assertThat(now.at("/url").asText()).isEqualTo("/shop.example.com/orders/1001");
    assertThat(now.at("/thing/data/status").asText()).isEqualTo("paid");
    assertThat(now.at("/relationshipsFrom/total").asInt()).isEqualTo(2);
    assertThat(now.at("/relationshipsFrom/shown/1/standing").asText()).isEqualTo("parked");
    assertThat(now.at("/relationshipsTo/shown/0/otherId").asText()).isEqualTo(STRANGE);
    assertThat(now.at("/history/shown/1/change/removed/0").asText()).isEqualTo("total");
    JsonNode then = json("/shop.example.com/orders/1001", "--at", "2026-11-20T12:00:30Z");
    assertThat(then.at("/at").asText()).isEqualTo("2026-11-20T12:00:30Z");
    assertThat(then.at("/thing/data/total").asDouble()).isEqualTo(1.1);
    assertThat(thing("/shop.example.com/orders/1001", "--at=2026-11-20T12:00:30Z", "--json").out())
        .contains("\"total\":1.10");
    JsonNode deleted = json("/shop.example.com/orders/1002");
    assertThat(deleted.at("/state").asText()).isEqualTo("deleted");
    assertThat(deleted.at("/deletedAt").asText()).isEqualTo("2026-11-20T12:01:01Z");
    assertThat(deleted.at("/history/total").asInt()).isEqualTo(2);
    JsonNode unknown = json("/stripe.com/api/cus_123");
    assertThat(unknown.at("/state").asText()).isEqualTo("unknown");
    assertThat(unknown.at("/tried/1/id").asText()).isEqualTo("api/cus 123");
  }

  @Test
  void serversOfOnesOwn_areAsked(@TempDir Path elsewhere) {
    CommandRun run =
        CommandRun.of(
            List.of(
                "thing",
                "/shop.example.com/orders/1001",
                "--data=" + elsewhere,
                "--clickhouse-url=" + stores.clickHouseUrl(),
                "--postgres-url=" + stores.postgresUrl()));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("\"status\" : \"paid\"", "history: 2 mutations");
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void serversWithoutTables_areToldWithTheRemedy() {
    CommandRun clickHouse = thing("/onet/x", "--at=1h", "--database=system");
    assertThat(clickHouse.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(clickHouse.err())
        .contains("database system, lacks the views of the history", "tailrace schema apply");
    CommandRun postgres =
        thing("/onet/x", "--postgres-url=" + stores.postgresUrl() + "?currentSchema=none");
    assertThat(postgres.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(postgres.err()).contains("lacks Tailrace's tables", "tailrace schema apply");
  }

  @Test
  void stoppedStack_isAskedByItsEnginesAlone(@TempDir Path stopped) throws SQLException {
    try (SeededStores seeded = new SeededStores(stopped)) {
      seeded.applyToBoth(List.of(thing(0, "create", "onet", "x y", "{\"a\":1}")));
    }
    String option = "--data=" + stopped;
    CommandRun now = CommandRun.of(List.of("thing", "/onet/x_y", option));
    assertThat(now.exitCode()).as(now.err()).isZero();
    assertThat(now.out()).contains("\"a\" : 1", "history: 1 mutation\n");
    CommandRun then = CommandRun.of(List.of("thing", "/onet/x_y", "--at", NOON.toString(), option));
    assertThat(then.exitCode()).as(then.err()).isZero();
    assertThat(then.out()).contains("\"a\" : 1", "history: 1 mutation\n");
  }

  private static CommandRun thing(String url, String... options) {
    List<String> line = new ArrayList<>(List.of("thing", url, "--data=" + data));
    line.addAll(List.of(options));
    return CommandRun.of(line);
  }

  private static JsonNode json(String url, String... options) throws Exception {
    List<String> line = new ArrayList<>(List.of(options));
    line.add("--json");
    return JSON.readTree(thing(url, line.toArray(String[]::new)).out());
  }

  private static Change thing(int second, String type, String ns, String id, String after) {
    return new Change(
        version(second), NOON.plusSeconds(second), type, ns, id, List.of(), after, null);
  }

  private static Change relationship(int second, String id, String type, List<String> ends) {
    return new Change(
        version(second),
        NOON.plusSeconds(second),
        "create",
        "links",
        id,
        ends,
        "{\"type\":\"%s\"}".formatted(type),
        null);
  }

  private static String version(int number) {
    return "01JD%022d".formatted(number);
  }
}
