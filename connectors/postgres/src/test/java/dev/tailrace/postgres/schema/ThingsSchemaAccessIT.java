package dev.tailrace.postgres.schema;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tailrace.engines.PostgresServer;
import dev.tailrace.postgres.PostgresAddress;
import dev.tailrace.postgres.PostgresException;
import dev.tailrace.postgres.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said where the database, or a right in it, is missing.
class ThingsSchemaAccessIT {
  @TempDir static Path directory;
  private static PostgresServer server;

  private final TestDatabase database = TestDatabase.on(server);

  @BeforeAll
  static void start() {
    server = PostgresServer.start(directory, 0);
  }

  @AfterAll
  static void stop() {
    server.close();
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
}
