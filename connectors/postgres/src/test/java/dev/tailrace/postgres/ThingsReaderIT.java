package dev.tailrace.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.engines.PostgresServer;
import dev.tailrace.postgres.schema.ThingsSchema;
import dev.tailrace.things.Direction;
import dev.tailrace.things.Ends;
import dev.tailrace.things.EntityKey;
import dev.tailrace.things.Mark;
import dev.tailrace.things.Mutation;
import dev.tailrace.things.RelationshipPage;
import dev.tailrace.things.RelationshipRow;
import dev.tailrace.things.RelationshipRow.Standing;
import dev.tailrace.things.State;
import dev.tailrace.things.ThingRow;
import dev.tailrace.things.ThingUrl;
import dev.tailrace.things.Version;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThingsReaderIT {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00.123Z");
  private static final EntityKey SHORT = new EntityKey("shop", "orders/7");
  private static final EntityKey LONG = new EntityKey("shop/orders", "7");
  private static final EntityKey PERSON = new EntityKey("people", "Ann O'Neil_#%\\");
  private static final EntityKey GONE = new EntityKey("shop/gone", "1");
  private static final EntityKey NEVER = new EntityKey("shop", "never");

  @TempDir static Path directory;
  private static PostgresServer server;
  private static PostgresAddress address;

  @BeforeAll
  static void start() throws SQLException {
    server = PostgresServer.start(directory, 0);
    address = TestDatabase.on(server).address();
    new ThingsSchema(address, 3).apply();
    State knows = new State("knows", "public", null, "k", "{\"since\": 2020}");
    apply(
        new Mutation.PutThing(
            SHORT, mark(0), new State("Order", "private", "text", "A7", "{\"total\": 1.50}")),
        new Mutation.PutThing(LONG, mark(1), state("Order")),
        new Mutation.PutThing(LONG, mark(2), state("Bill")),
        new Mutation.PutThing(PERSON, mark(3), state("Person")),
        new Mutation.PutRelationship(
            new EntityKey("r", "b"), mark(4), knows, new Ends(SHORT, PERSON)),
        new Mutation.PutRelationship(
            new EntityKey("r", "a"), mark(5), state("buys"), new Ends(PERSON, SHORT)),
        new Mutation.PutRelationship(
            new EntityKey("r", "c"), mark(6), state("waits"), new Ends(SHORT, NEVER)),
        new Mutation.PutRelationship(
            new EntityKey("r", "d"), mark(7), state("same"), new Ends(SHORT, SHORT)),
        new Mutation.PutThing(GONE, mark(8), state("Order")),
        new Mutation.DeleteThing(GONE, mark(9)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void ofTwoThingsWithOneUrl_thatWithTheLongestNamespaceIsRead() {
    assertThat(first(ThingUrl.of(SHORT)).key()).isEqualTo(LONG);
    assertThat(first("/shop/orders%2F7").key()).isEqualTo(SHORT);
    assertThat(ask(reader -> reader.first(ThingUrl.candidates("/a/b/c")))).isEmpty();
  }

  @Test
  void thing_hasAllItsColumns() {
    assertThat(first("/shop/orders%2F7"))
        .isEqualTo(
            new ThingRow(
                SHORT,
                new State("Order", "private", "text", "A7", "{\"total\": 1.50}"),
                NOON,
                NOON,
                version(0).toString()));
    ThingRow changed = first("/shop/orders/7");
    assertThat(changed.state().type()).isEqualTo("Bill");
    assertThat(changed.state().content()).isNull();
    assertThat(changed.createdAt()).isEqualTo(NOON.plusSeconds(1));
    assertThat(changed.updatedAt()).isEqualTo(NOON.plusSeconds(2));
  }

  @Test
  void idWithEveryTrickyCharacter_isFound() {
    assertThat(first(ThingUrl.of(PERSON)).key()).isEqualTo(PERSON);
  }

  @Test
  void relationships_areReadFromBothEnds_liveAndParked() {
    RelationshipPage from = relationships(SHORT, Direction.FROM, 10);
    assertThat(from.total()).isEqualTo(3);
    assertThat(from.rows()).extracting(r -> r.key().id()).containsExactly("b", "d", "c");
    assertThat(from.rows())
        .extracting(RelationshipRow::standing)
        .containsExactly(Standing.LIVE, Standing.LIVE, Standing.PARKED);
    assertThat(from.rows().getFirst())
        .isEqualTo(
            new RelationshipRow(
                Standing.LIVE,
                new EntityKey("r", "b"),
                new Ends(SHORT, PERSON),
                new State("knows", "public", null, "k", "{\"since\": 2020}"),
                NOON.plusSeconds(4),
                NOON.plusSeconds(4),
                version(4).toString()));
    RelationshipPage to = relationships(SHORT, Direction.TO, 10);
    assertThat(to.rows()).extracting(r -> r.key().id()).containsExactly("a", "d");
    assertThat(relationships(NEVER, Direction.TO, 10).rows())
        .extracting(RelationshipRow::standing)
        .containsExactly(Standing.PARKED);
    assertThat(relationships(LONG, Direction.TO, 10)).isEqualTo(new RelationshipPage(List.of(), 0));
  }

  @Test
  void manyRelationships_areCountedAndNotAllRead() {
    RelationshipPage page = relationships(SHORT, Direction.FROM, 2);
    assertThat(page.rows()).hasSize(2);
    assertThat(page.total()).isEqualTo(3);
  }

  @Test
  void deletedThing_hasItsTombstone() {
    assertThat(ask(reader -> reader.firstDeletion(ThingUrl.candidates("/shop/gone/1"))))
        .contains(new ThingsReader.Deletion(GONE, NOON.plusSeconds(9), version(9).toString()));
    assertThat(ask(reader -> reader.firstDeletion(List.of(SHORT)))).isEmpty();
  }

  @Test
  void databaseWithoutTables_isToldWithItsRemedy() {
    PostgresAddress empty = TestDatabase.on(server).address();
    assertThatThrownBy(() -> ThingsReader.in(empty, reader -> reader.first(List.of(SHORT))))
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining("lacks Tailrace's tables")
        .hasMessageContaining("tailrace schema apply");
  }

  private static <T> Optional<T> ask(ThingsReader.Question<Optional<T>> question) {
    return ThingsReader.in(address, question);
  }

  private static ThingRow first(String url) {
    return ThingsReader.in(address, reader -> reader.first(ThingUrl.candidates(url))).orElseThrow();
  }

  private static RelationshipPage relationships(EntityKey thing, Direction direction, int most) {
    return ThingsReader.in(address, reader -> reader.relationships(thing, direction, most));
  }

  private static void apply(Mutation... mutations) throws SQLException {
    try (Connection connection = address.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      new ThingsWriter(connection).apply(List.of(mutations));
    }
  }

  private static State state(String type) {
    return new State(type, "public", null, null, "{}");
  }

  private static Mark mark(int number) {
    return new Mark(version(number), NOON.plusSeconds(number).toEpochMilli());
  }

  private static Version version(int number) {
    return Version.of("01JD%022d".formatted(number));
  }
}
