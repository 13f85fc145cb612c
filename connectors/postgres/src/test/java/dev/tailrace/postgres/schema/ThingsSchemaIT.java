package dev.tailrace.postgres.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tailrace.engines.PostgresServer;
import dev.tailrace.postgres.PostgresAddress;
import dev.tailrace.postgres.PostgresException;
import dev.tailrace.postgres.TestDatabase;
import dev.tailrace.postgres.schema.ThingsSchemaReport.Problem;
import dev.tailrace.postgres.schema.ThingsSchemaReport.SchemaObject;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class ThingsSchemaIT {
  private static final List<String> FILES =
      List.of("V001__things.sql", "V002__relationships.sql", "V003__thing_embeddings.sql");

  /// Everything in the database, and what is written about it.
  private static final String STATE =
      """
      SELECT count(*) || ' ' || md5(string_agg(oid || ' ' || relname || relnatts, ',' ORDER BY oid))
        || (SELECT string_agg(nspname, ',' ORDER BY nspname) FROM pg_namespace)
      FROM pg_class WHERE relnamespace <> 'pg_toast'::regnamespace
      """;

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
  void apply_makesASchemaThatVerifies() {
    assertThat(schema.apply()).isEqualTo(new ThingsSchema.Applied(FILES, List.of()));
    database.run("INSERT INTO tombstones VALUES ('thing', 'a.b', 'c', '0', now())");
    ThingsSchemaReport report = schema.verify();
    assertThat(report.problems()).isEmpty();
    assertThat(report.isAsWritten()).isTrue();
    assertThat(report.server()).startsWith("17.");
    assertThat(report.place()).isEqualTo(database.address().place() + ", schema public");
    assertThat(report.objects())
        .extracting(SchemaObject::name)
        .containsExactly(
            "<=>(real[],real[])",
            "cosine_distance(real[],real[])",
            "relationships",
            "relationships_parked",
            "thing_embeddings",
            "things",
            "tombstones");
    SchemaObject tombstones = report.objects().getLast();
    assertThat(tombstones.kind()).isEqualTo("table");
    assertThat(tombstones.columns()).isEqualTo(6);
    assertThat(tombstones.rows()).isEqualTo(1);
    assertThat(tombstones.bytes()).isBetween(8_192L, 100_000L);
  }

  @Test
  void applyTwice_changesNothing() {
    schema.apply();
    String before = database.ask(STATE);
    assertThat(schema.apply()).isEqualTo(new ThingsSchema.Applied(List.of(), FILES));
    assertThat(database.ask(STATE)).isEqualTo(before);
  }

  @Test
  void twoAppliersAtOnce_endAsOne() {
    var other = CompletableFuture.supplyAsync(() -> new ThingsSchema(database.address()).apply());
    List<String> applied = new ArrayList<>(schema.apply().applied());
    applied.addAll(other.join().applied());
    assertThat(applied).containsExactlyInAnyOrderElementsOf(FILES);
    assertThat(schema.verify().problems()).isEmpty();
  }

  @Test
  void verify_changesNothingAndLeavesNothing() {
    String empty = database.ask(STATE);
    assertThat(schema.verify().problems())
        .extracting(Problem::object)
        .contains("migration V001__things.sql", "things", "tombstones", "<=>(real[],real[])");
    assertThat(database.ask(STATE)).isEqualTo(empty);
    schema.apply();
    String before = database.ask(STATE);
    schema.verify();
    assertThat(database.ask(STATE)).isEqualTo(before);
  }

  @Test
  void tablesOfOthers_areLeftAlone() {
    database.run("CREATE TABLE orders (n int)", "INSERT INTO orders VALUES (7)");
    assertThat(schema.apply().applied()).isEqualTo(FILES);
    assertThat(schema.verify().problems()).isEmpty();
    assertThat(schema.apply().unchanged()).isEqualTo(FILES);
    assertThat(database.ask("SELECT n FROM orders")).isEqualTo("7");
  }

  @Test
  void schemaOfItsOwn_isUsed() {
    database.run("CREATE SCHEMA \"Own things\"", "CREATE TABLE things (n int)");
    var own = new ThingsSchema(database.with("currentSchema=%22Own%20things%22"));
    assertThat(own.apply().applied()).isEqualTo(FILES);
    assertThat(own.verify().problems()).isEmpty();
    assertThat(database.ask("SELECT count(*) FROM pg_tables WHERE schemaname = ?", "Own things"))
        .isEqualTo("6");
    assertThat(database.ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
        .isEqualTo("1");
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
  void changedFile_isRefusedAndReported() {
    schema.apply();
    database.run("UPDATE tailrace_schema_history SET checksum = 1 WHERE version = '002'");
    assertThatThrownBy(schema::apply)
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining("V002__relationships.sql")
        .hasMessageContaining("write the change as a new migration");
    assertThat(schema.verify().problems())
        .extracting(Problem::object)
        .containsExactly("migration V002__relationships.sql");
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
    assertThat(schema.apply().unchanged()).isEqualTo(FILES);
    assertThat(schema.verify().problems())
        .containsExactly(
            new Problem(
                "migration V099__later.sql",
                "nothing",
                "applied",
                "a newer build changed this database: use that build"));
  }

  @Test
  void takenName_isRefusedAndNothingIsMade() {
    database.run("CREATE TABLE tombstones (n int)");
    assertThatThrownBy(schema::apply)
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining("\"tombstones\" already exists")
        .hasMessageContaining("CREATE SCHEMA tailrace");
    assertThat(database.ask("SELECT to_regclass('things')")).isEqualTo("null");
  }

  @Test
  void serverThatIsAway_isNamed() {
    var away = new PostgresAddress("jdbc:postgresql://127.0.0.1:1/shop", "writer", "secret");
    assertThatThrownBy(() -> new ThingsSchema(away).apply())
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining("jdbc:postgresql://127.0.0.1:1/shop does not answer")
        .hasMessageContaining("start it")
        .message()
        .doesNotContain("secret");
  }

  @Test
  void missingDatabase_isNamed() {
    var missing =
        new PostgresAddress(
            "jdbc:postgresql://127.0.0.1:%d/shop".formatted(server.port()), "tailrace", "");
    assertThatThrownBy(() -> new ThingsSchema(missing).verify())
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining("\"shop\" does not exist")
        .hasMessageContaining("CREATE DATABASE");
  }

  @Test
  void missingSchema_isNamed() {
    var missing = new ThingsSchema(database.with("currentSchema=shop"));
    assertThatThrownBy(missing::apply)
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining("CREATE SCHEMA");
  }

  @Test
  void wrongPassword_isNamed() throws IOException {
    database.run("CREATE ROLE locked LOGIN PASSWORD 'right'");
    Path rules = directory.resolve("cluster/pg_hba.conf");
    String trust = Files.readString(rules);
    Files.writeString(rules, "host all locked 127.0.0.1/32 scram-sha-256\n" + trust);
    database.run("SELECT pg_reload_conf()");
    var wrong = new ThingsSchema(database.as("locked", "wrong"));
    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(wrong::apply)
                    .isInstanceOf(PostgresException.class)
                    .hasMessageContaining("does not let user 'locked' in"));
  }

  @Test
  void missingRights_areNamed() {
    database.run("CREATE ROLE reader LOGIN");
    var reader = new ThingsSchema(database.as("reader", ""));
    assertThatThrownBy(reader::apply)
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining("user 'reader'")
        .hasMessageContaining("GRANT CREATE, USAGE ON SCHEMA public TO reader");
    assertThatThrownBy(reader::verify)
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining("GRANT CREATE ON DATABASE … TO \"reader\"");
  }

  @Test
  void apply_printsNothingAndAsksNobodyElse() {
    Logger flyway = (Logger) LoggerFactory.getLogger("org.flywaydb");
    flyway.setLevel(Level.INFO);
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    flyway.addAppender(logged);
    ProxySelector before = ProxySelector.getDefault();
    RecordedConnections connections = new RecordedConnections();
    ProxySelector.setDefault(connections);
    try {
      database.run("CREATE TABLE orders (n int)");
      schema.apply();
      schema.apply();
    } finally {
      ProxySelector.setDefault(before);
      flyway.detachAppender(logged);
    }
    assertThat(logged.list).isEmpty();
    assertThat(connections.asked)
        .isNotEmpty()
        .allMatch(uri -> uri.toString().equals("socket://127.0.0.1:" + server.port()));
  }

  /// As in a Connect worker with `plugin.path`: the thread's class loader does not see the plugin.
  @Test
  void apply_needsNoHelpOfTheThreadsClassLoader() throws Exception {
    List<URL> classPath = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      classPath.add(Path.of(entry).toUri().toURL());
    }
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader plugin =
        new URLClassLoader(classPath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
      Class<?> addressClass = plugin.loadClass(PostgresAddress.class.getName());
      Object address =
          addressClass
              .getConstructor(String.class, String.class, String.class)
              .newInstance(database.address().jdbcUrl(), "tailrace", "");
      Class<?> schemaClass = plugin.loadClass(ThingsSchema.class.getName());
      assertThat(schemaClass).isNotEqualTo(ThingsSchema.class);
      Object isolated = schemaClass.getConstructor(addressClass).newInstance(address);
      schemaClass.getMethod("apply").invoke(isolated);
      schemaClass.getMethod("verify").invoke(isolated);
    } finally {
      thread.setContextClassLoader(before);
    }
    assertThat(schema.verify().problems()).isEmpty();
  }

  private static final class RecordedConnections extends ProxySelector {
    private final List<URI> asked = new CopyOnWriteArrayList<>();

    @Override
    public List<Proxy> select(URI uri) {
      asked.add(uri);
      return List.of(Proxy.NO_PROXY);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException e) {
      throw new IllegalStateException("no proxy is used", e);
    }
  }
}
