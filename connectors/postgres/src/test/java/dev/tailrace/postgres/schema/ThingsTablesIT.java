package dev.tailrace.postgres.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tailrace.engines.PostgresServer;
import dev.tailrace.postgres.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ThingsTablesIT {
  private static final String VERSION = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
  /// So many characters of the content, and of the data, are searched.
  private static final int MOST_CHARACTERS = 64_000;

  private static final int TEN_MEGABYTES = 10 << 20;

  @TempDir static Path directory;
  private static PostgresServer server;
  private static TestDatabase database;

  @BeforeAll
  static void start() {
    server = PostgresServer.start(directory, 0);
    database = TestDatabase.on(server);
    new ThingsSchema(database.address(), 3).apply();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void nearestVectors_areRankedByCosineDistance() {
    for (String id : new String[] {"east", "north", "west", "northeast"}) {
      insertThing("vectors", id, null, "{}");
    }
    database.run(
        """
        INSERT INTO thing_embeddings VALUES
          ('vectors', 'east', 'nearest', '{2, 0, 0}', '1'), ('vectors', 'north', 'nearest', '{0, 5, 0}', '1'),
          ('vectors', 'west', 'nearest', '{-1, 0, 0}', '1'), ('vectors', 'northeast', 'nearest', '{3, 3, 0}', '1')
        """);
    assertThat(
            database.ask(
                """
                SELECT id FROM thing_embeddings WHERE model = 'nearest'
                ORDER BY embedding <=> '{1, 0.1, 0}' LIMIT 3
                """))
        .isEqualTo("east,northeast,north");
    database.run("DELETE FROM things WHERE ns = 'vectors'");
    assertThat(database.ask("SELECT count(*) FROM thing_embeddings WHERE ns = 'vectors'"))
        .isEqualTo("0");
  }

  @Test
  void distanceOfVectors_isOneLessTheCosineOfTheirAngle() {
    Random random = new Random(7);
    for (int round = 0; round < 20; round++) {
      float[] a = Vectors.of(random);
      float[] b = Vectors.of(random);
      assertThat(distance(a, b)).isCloseTo(Vectors.cosineDistance(a, b), within(1e-12));
      assertThat(distance(a, a)).isCloseTo(0, within(1e-12));
    }
    // pgvector gives NaN here; both stand after every number.
    assertThat(
            database.ask("SELECT coalesce(('{0, 0}'::real[] <=> '{1, 1}'::real[])::text, 'none')"))
        .isEqualTo("none");
  }

  @Test
  void wordsOfTheContent_weighMoreThanThoseOfTheData() {
    insertThing("words", "a", "Rivers are flowing", "{\"title\": \"mountains\", \"n\": 5}");
    insertThing("words", "b", "Mountains", "{\"tags\": [\"river\", \"lake\"]}");
    assertThat(
            database.ask(
                """
                SELECT id FROM things, to_tsquery('english', 'river') AS query
                WHERE ns = 'words' AND search_vector @@ query
                ORDER BY ts_rank(search_vector, query) DESC
                """))
        .isEqualTo("a,b");
    assertThat(database.ask("SELECT search_vector FROM things WHERE ns = 'words' AND id = 'a'"))
        .isEqualTo("'flow':3A 'mountain':4B 'river':1A");
    // Words of the content count once, although the data hold it too.
    insertThing("words", "c", "lake", "{\"content\": \"lake\"}");
    assertThat(database.ask("SELECT search_vector FROM things WHERE ns = 'words' AND id = 'c'"))
        .isEqualTo("'lake':1A");
  }

  static List<DistinctWords> words() {
    return DistinctWords.all();
  }

  @ParameterizedTest
  @MethodSource("words")
  void documentOfDistinctWords_isStoredAndFound(DistinctWords words) {
    String text = words.text(2 << 20);
    // The data hold other words: equal ones would be counted once.
    String other = text.substring(text.indexOf(' ', text.length() / 2) + 1);
    String beginning = other.substring(0, other.offsetByCodePoints(0, MOST_CHARACTERS - 1_000));
    insertThing("large", words.name(), text, "{\"a\": \"%s\", \"b\": 1}".formatted(other));
    insertThing("large", words.name() + " short", text, "{\"a\": \"%s\"}".formatted(beginning));
    assertThat(
            database.ask(
                """
                SELECT count(*) FROM things
                WHERE ns = 'large' AND id LIKE ? || '%'
                  AND search_vector @@ plainto_tsquery('english', ?)
                """,
                words.name(), words.word().apply(1)))
        .isEqualTo("2");
    database.run("DELETE FROM things WHERE ns = 'large'");
  }

  @Test
  void documentOfTenMegabytes_isStored() {
    String text =
        IntStream.range(0, TEN_MEGABYTES / 8)
            .mapToObj(i -> Integer.toString(i + 10_000_000, 36) + "ab")
            .collect(Collectors.joining(" "));
    insertThing("large", "ten", text, "{\"content\": \"%s\"}".formatted(text));
    assertThat(database.ask("SELECT length(content) FROM things WHERE id = 'ten'"))
        .isEqualTo(Integer.toString(text.length()));
    database.run("DELETE FROM things WHERE ns = 'large'");
  }

  @Test
  void longCode_isStoredAndFound() {
    Random random = new Random(1);
    String code =
        random.ints(100_000, 33, 127).mapToObj(Character::toString).collect(Collectors.joining());
    insertThing("codes", "a", null, "{}");
    database.ask("UPDATE things SET code = ? WHERE ns = 'codes' RETURNING id", code);
    assertThat(database.ask("SELECT id FROM things WHERE code = ?", code)).isEqualTo("a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "things | valid_ns | ns = 'Upper'",
        "things | valid_ns | ns = ''",
        "things | valid_ns | ns = 'a//b'",
        "things | valid_ns | ns = 'a b'",
        "things | valid_id | id = ''",
        "things | valid_id | id = repeat('x', 2049)",
        "things | valid_data | data = '[]'",
        "things | valid_version | version = 'latest'",
        "relationships | valid_ns | ns = 'Upper'",
        "relationships | valid_id | id = ''",
        "relationships | valid_data | data = '7'",
        "relationships | valid_version | version = ''",
        "relationships | relationships_from | from_id = 'nobody'",
        "relationships | relationships_to | to_ns = 'nowhere'",
        "relationships_parked | valid_ns | ns = 'Upper'",
        "relationships_parked | valid_id | id = ''",
        "relationships_parked | valid_data | data = '7'",
        "relationships_parked | valid_version | version = ''",
        "tombstones | valid_kind | kind = 'event'",
        "thing_embeddings | valid_embedding | embedding = '{1, 2}'",
        "thing_embeddings | valid_embedding | embedding = '{{1, 2, 3}}'",
        "thing_embeddings | valid_embedding | embedding = '{}'",
      })
  void rowThatBreaksARule_isRefused(String table, String rule, String change) {
    insertThing("ruled", "a", null, "{}");
    database.run(
        relationship("relationships"),
        relationship("relationships_parked"),
        "INSERT INTO tombstones VALUES ('thing', 'ruled', 'a', '0', now()) ON CONFLICT DO NOTHING",
        "INSERT INTO thing_embeddings VALUES ('ruled', 'a', 'm', '{1, 2, 3}', '0')"
            + " ON CONFLICT DO NOTHING");
    assertThatThrownBy(
            () -> database.run("UPDATE %s SET %s WHERE ns = 'ruled'".formatted(table, change)))
        .hasMessageContaining('"' + rule + '"');
  }

  @Test
  void parkedRelationships_haveTheColumnsOfRelationshipsInTheirOrder() {
    String columns =
        """
        SELECT attname || ' ' || format_type(atttypid, atttypmod) || attnotnull || attcollation
        FROM pg_attribute WHERE attrelid = ?::regclass AND attnum > 0 ORDER BY attnum
        """;
    assertThat(database.ask(columns, "relationships_parked"))
        .isEqualTo(database.ask(columns, "relationships"))
        .contains("from_ns text");
  }

  private static String relationship(String table) {
    return """
    INSERT INTO %s VALUES ('ruled', 'r', 'knows', 'public', 'ruled', 'a', 'ruled', 'a', NULL, '{}',
      now(), now(), '%s', '') ON CONFLICT DO NOTHING
    """
        .formatted(table, VERSION);
  }

  private static void insertThing(String ns, String id, String content, String data) {
    database.ask(
        """
        INSERT INTO things (ns, id, type, content, data, created_at, updated_at, version, lineage)
        VALUES (?, ?, 'Note', ?, ?::jsonb, now(), now(), ?, '')
        ON CONFLICT DO NOTHING RETURNING id
        """,
        ns,
        id,
        content,
        data,
        VERSION);
  }

  private static double distance(float[] a, float[] b) {
    return Double.parseDouble(
        database.ask("SELECT ?::real[] <=> ?::real[]", Vectors.literal(a), Vectors.literal(b)));
  }
}
