package dev.tailrace.postgres.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.engines.PostgresServer;
import dev.tailrace.postgres.TestDatabase;
import dev.tailrace.postgres.schema.ThingsSchemaReport.Problem;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `schema verify` sees: every difference, with a remedy that mends it.
class ThingsSchemaVerifyIT {
  @TempDir static Path directory;
  private static PostgresServer server;

  private final TestDatabase database = TestDatabase.on(server);
  private final ThingsSchema schema = new ThingsSchema(database.address());

  @BeforeAll
  static void start() {
    server = PostgresServer.start(directory, 0);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void verify_changesNothingAndLeavesNothing() {
    String empty = SchemaState.of(database);
    assertThat(schema.verify().problems())
        .extracting(Problem::object)
        .contains("migration V001__things.sql", "things", "tombstones", "<=>(real[],real[])");
    assertThat(SchemaState.of(database)).isEqualTo(empty);
    schema.apply();
    String before = SchemaState.of(database);
    schema.verify();
    assertThat(SchemaState.of(database)).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DROP INDEX things_updated | things index things_updated",
        "DROP INDEX things_type; CREATE INDEX things_type ON things (type, ns) | things index"
            + " things_type",
        "CREATE UNIQUE INDEX mine ON things (type) | things index mine",
        "ALTER TABLE things ALTER COLUMN type TYPE varchar(20) | things column type",
        "ALTER TABLE things ALTER COLUMN code TYPE text COLLATE \"C\" | things column code",
        "ALTER TABLE things ALTER COLUMN visibility SET DEFAULT 'private' | things column"
            + " visibility",
        "ALTER TABLE things ALTER COLUMN type DROP NOT NULL | things column type",
        "ALTER TABLE things DROP COLUMN code | things column code",
        "ALTER TABLE things ADD COLUMN mine int | things column mine",
        "ALTER TABLE things DROP CONSTRAINT valid_ns | things constraint valid_ns",
        "ALTER TABLE relationships DROP CONSTRAINT relationships_to | relationships constraint"
            + " relationships_to",
        "ALTER TABLE tombstones SET UNLOGGED | tombstones",
      })
  void verify_namesADifferenceAndItsRemedyHealsIt(String change, String object) {
    schema.apply();
    database.run(change.split("; ", -1));
    List<Problem> problems = schema.verify().problems();
    assertThat(problems).extracting(Problem::object).contains(object);
    for (Problem problem : problems) {
      assertThat(problem.expected()).isNotEqualTo(problem.found());
      if (problem.object().equals(object)) {
        database.run(problem.remedy().split(", or |: it ", -1)[0].split("; then ", -1));
      }
    }
    // A column that was dropped comes back at the end, and without its index.
    assertThat(schema.verify().problems())
        .extracting(Problem::object)
        .isSubsetOf("things index things_code", "things column order");
  }

  @Test
  void verify_tellsWhatWasExpectedAndWhatIsThere() {
    schema.apply();
    database.run(
        "ALTER TABLE things DROP COLUMN search_vector",
        "ALTER TABLE things ADD COLUMN search_vector tsvector",
        "DROP TABLE tombstones",
        "ALTER TABLE relationships DROP CONSTRAINT valid_id",
        "ALTER TABLE relationships ADD CONSTRAINT valid_id CHECK (id <> '')",
        "CREATE OR REPLACE FUNCTION cosine_distance(a real[], b real[]) RETURNS double precision"
            + " LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN 0::double precision");
    List<Problem> problems = schema.verify().problems();
    assertThat(problems)
        .extracting(Problem::object)
        .containsExactly(
            "cosine_distance(real[],real[])",
            "relationships constraint valid_id",
            "things column search_vector",
            "things index things_search",
            "tombstones");
    assertThat(problems.get(1).expected())
        .isEqualTo("CHECK (length(id) >= 1 AND length(id) <= 2048)");
    assertThat(problems.get(1).found()).isEqualTo("CHECK (id <> ''::text)");
    assertThat(problems.get(2).expected()).startsWith("tsvector GENERATED ALWAYS AS (");
    assertThat(problems.get(2).found()).isEqualTo("tsvector");
    assertThat(problems.get(3).found()).isEqualTo("nothing");
    assertThat(problems.get(4).found()).isEqualTo("nothing");
  }

  @Test
  void indexOfOnesOwn_isNoDifference() {
    schema.apply();
    database.run("CREATE INDEX mine ON things ((data ->> 'email'))");
    assertThat(schema.verify().problems()).isEmpty();
  }

  @Test
  void otherDimensions_areADifference() {
    new ThingsSchema(database.address(), 384).apply();
    assertThat(new ThingsSchema(database.address(), 384).verify().problems()).isEmpty();
    assertThat(schema.verify().problems())
        .extracting(Problem::object)
        .containsExactly("thing_embeddings constraint valid_embedding");
    assertThatThrownBy(() -> new ThingsSchema(database.address(), 2_001))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2,001");
  }

  @Test
  void migrationOfANewerBuild_isReported() {
    schema.apply();
    database.run(
        """
        INSERT INTO tailrace_schema_history
        SELECT 99, '099', 'later', type, 'V099__later.sql', 5, installed_by, installed_on, 1, true
        FROM tailrace_schema_history WHERE version = '003'
        """);
    assertThat(schema.apply().unchanged()).isEqualTo(SchemaState.FILES);
    assertThat(schema.verify().problems())
        .containsExactly(
            new Problem(
                "migration V099__later.sql",
                "nothing",
                "applied",
                "a newer build changed this database: use that build"));
  }
}
