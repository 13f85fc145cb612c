package dev.tailrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.clickhouse.HistoryDatabase.Change;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Relationships at a time, one rule after the other.
class RelationshipHistoryIT extends MadeHistory {
  @ParameterizedTest
  @CsvSource({
    "42,42",
    "-7,-7",
    "4.20e1,42",
    "1e3,1000",
    "1E+3,1000",
    "1.50,1.5",
    "-0.050,-0.05",
    "12.5e-2,0.125",
    "1000e-3,1",
    "0,0",
    "-0,0",
    "0.00e5,0",
    "9007199254740993,9007199254740993",
    "123456789012345678901234567890,123456789012345678901234567890"
  })
  void endThatIsANumber_isItsDecimalText(String number, String id) {
    end(0, "create", id);
    end(0, "create", "b");
    var _ = relationship(1, "create", joining(number, "\"b\""));
    store();
    assertThat(relationship(id, second(1))).containsEntry("from_id", id).containsEntry("id", "r");
  }

  @Test
  void relationship_isThereWhenBothEndsAre() {
    Change create = relationship(1, "create", joining("\"a\"", "\"b\""));
    end(2, "create", "a");
    end(3, "create", "b");
    store();
    assertThat(relationship("a", second(2))).isEmpty();
    assertThat(relationship("b", second(3)))
        .containsOnlyKeys(
            "ns",
            "id",
            "type",
            "visibility",
            "from_ns",
            "from_id",
            "to_ns",
            "to_id",
            "code",
            "data",
            "created_at",
            "updated_at",
            "version")
        .containsEntry("type", "Order")
        .containsEntry("visibility", "public")
        .containsEntry("from_id", "a")
        .containsEntry("to_id", "b")
        .containsEntry("code", "1")
        .containsEntry("data", "{\"code\":1}")
        .containsEntry("created_at", time(1))
        .containsEntry("updated_at", time(1))
        .containsEntry("version", create.version());
  }

  @Test
  void deletedEnd_takesTheRelationshipWithIt_evenIfItComesBack() {
    end(0, "create", "a");
    end(0, "create", "b");
    var _ = relationship(1, "create", joining("\"a\"", "\"b\""));
    end(2, "delete", "b");
    end(3, "create", "b");
    var _ = relationship(4, "update", joining("\"a\"", "\"b\""));
    store();
    assertThat(relationship("a", second(1))).containsEntry("created_at", time(1));
    assertThat(relationship("a", second(2))).isEmpty();
    assertThat(relationship("a", second(3))).isEmpty();
    assertThat(relationship("a", second(4))).containsEntry("created_at", time(4));
  }

  @Test
  void deletedRelationship_isGone_alsoWithoutData() {
    end(0, "create", "a");
    var _ = relationship(1, "create", joining("\"a\"", "\"a\""));
    var _ = relationship(2, "delete", null);
    var _ = relationship(3, "create", joining("\"a\"", "\"a\""));
    store();
    assertThat(relationship("a", second(1))).containsEntry("created_at", time(1));
    assertThat(relationship("a", second(2))).isEmpty();
    assertThat(relationship("a", second(3))).containsEntry("created_at", time(3));
  }

  /// A thing and a relationship may have the same key: they are in two tables.
  @Test
  void thingAndRelationshipOfOneKey_areTwo() {
    end(0, "create", "r");
    var _ = relationship(1, "create", joining("\"r\"", "\"r\""));
    var _ = relationship(2, "delete", null);
    store();
    assertThat(relationship("r", second(1))).isNotEmpty();
    assertThat(single(database.thing(ns, "r", second(2)))).containsEntry("created_at", time(0));
  }

  @Test
  void relationshipThatMoves_isAskedOfItsNewEnds() {
    for (String id : List.of("a", "b", "c")) {
      end(0, "create", id);
    }
    var _ = relationship(1, "create", joining("\"a\"", "\"b\""));
    var _ = relationship(2, "update", joining("\"b\"", "\"c\""));
    store();
    assertThat(relationship("a", second(1))).isNotEmpty();
    assertThat(relationship("a", second(2))).isEmpty();
    assertThat(relationship("c", second(2))).containsEntry("created_at", time(1));
  }

  @Test
  void queries_answerLikeTheirViews() {
    end(0, "create", "a");
    var _ = relationship(1, "create", joining("\"a\"", "\"a\""));
    store();
    Map<String, String> values = Map.of("entity_ns", ns, "entity_id", "a", "at", time(1));
    try (ClickHouseQueries queries =
        new ClickHouseQueries(Endpoint.of(database.url()), HistoryDatabase.NAME)) {
      List<Map<String, Object>> thing = queries.rows(Query.named("thing-as-of"), values);
      assertThat(thing).singleElement().satisfies(row -> assertThat(row).containsEntry("id", "a"));
      List<Map<String, Object>> joined = queries.rows(Query.named("relationships-as-of"), values);
      assertThat(joined)
          .singleElement()
          .satisfies(row -> assertThat(row).containsEntry("id", "r").containsEntry("to_id", "a"));
    }
  }
}
