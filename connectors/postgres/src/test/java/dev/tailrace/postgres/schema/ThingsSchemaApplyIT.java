package dev.tailrace.postgres.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// What `schema apply` makes of a database, whatever was in it.
class ThingsSchemaApplyIT {
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
    assertThat(schema.apply()).isEqualTo(new ThingsSchema.Applied(SchemaState.FILES, List.of()));
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
    String before = SchemaState.of(database);
    assertThat(schema.apply()).isEqualTo(new ThingsSchema.Applied(List.of(), SchemaState.FILES));
    assertThat(SchemaState.of(database)).isEqualTo(before);
  }

  @Test
  void twoAppliersAtOnce_endAsOne() {
    var other = CompletableFuture.supplyAsync(() -> new ThingsSchema(database.address()).apply());
    List<String> applied = new ArrayList<>(schema.apply().applied());
    applied.addAll(other.join().applied());
    assertThat(applied).containsExactlyInAnyOrderElementsOf(SchemaState.FILES);
    assertThat(schema.verify().problems()).isEmpty();
  }

  @Test
  void tablesOfOthers_areLeftAlone() {
    database.run("CREATE TABLE orders (n int)", "INSERT INTO orders VALUES (7)");
    assertThat(schema.apply().applied()).isEqualTo(SchemaState.FILES);
    assertThat(schema.verify().problems()).isEmpty();
    assertThat(schema.apply().unchanged()).isEqualTo(SchemaState.FILES);
    assertThat(database.ask("SELECT n FROM orders")).isEqualTo("7");
  }

  @Test
  void schemaOfItsOwn_isUsed() {
    database.run("CREATE SCHEMA \"Own things\"", "CREATE TABLE things (n int)");
    var own = new ThingsSchema(database.with("currentSchema=%22Own%20things%22"));
    assertThat(own.apply().applied()).isEqualTo(SchemaState.FILES);
    assertThat(own.verify().problems()).isEmpty();
    assertThat(database.ask("SELECT count(*) FROM pg_tables WHERE schemaname = ?", "Own things"))
        .isEqualTo("6");
    assertThat(database.ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
        .isEqualTo("1");
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
  void takenName_isRefusedAndNothingIsMade() {
    database.run("CREATE TABLE tombstones (n int)");
    assertThatThrownBy(schema::apply)
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining("\"tombstones\" already exists")
        .hasMessageContaining("CREATE SCHEMA tailrace");
    assertThat(database.ask("SELECT to_regclass('things')")).isEqualTo("null");
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
