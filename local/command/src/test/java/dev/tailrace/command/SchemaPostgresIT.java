package dev.tailrace.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tailrace.engines.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaPostgresIT {
  @TempDir Path directory;

  @Test
  void namedPostgres_isAppliedAndVerifiedAlone() throws Exception {
    try (PostgresServer server = PostgresServer.start(directory, 0)) {
      CommandRun empty = schema(server, "verify");
      assertThat(empty.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(empty.out()).contains("postgres migration V001__things.sql", "run: schema apply");

      CommandRun applied = schema(server, "apply");
      assertThat(applied.exitCode()).as(applied.err()).isZero();
      assertThat(applied.out().lines())
          .containsExactly(
              "applied   postgres V001__things.sql",
              "applied   postgres V002__relationships.sql",
              "applied   postgres V003__thing_embeddings.sql");
      CommandRun verified = schema(server, "verify");
      assertThat(verified.exitCode()).as(verified.out()).isZero();
      assertThat(verified.out())
          .contains(server.jdbcUrl() + ", schema public, Postgres 17.", "things ")
          .contains("all as written");

      execute(server, "DROP INDEX things_type");
      CommandRun differs = schema(server, "verify");
      assertThat(differs.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(differs.out())
          .contains("postgres things index things_type")
          .contains("remedy    CREATE INDEX things_type ON things USING btree (type)")
          .contains("1 differences");
    }
  }

  @Test
  void json_isOneObject() throws Exception {
    try (PostgresServer server = PostgresServer.start(directory, 0)) {
      JsonNode applied = json(schema(server, "apply", "--json", "--embedding-dimensions=384"));
      assertThat(applied.path("postgres").path("applied")).hasSize(3);
      assertThat(applied.path("postgres").path("unchanged")).isEmpty();
      JsonNode verified = json(schema(server, "verify", "--json"));
      assertThat(verified.path("asWritten").asBoolean()).isFalse();
      assertThat(verified.path("problems").findValuesAsText("object"))
          .containsExactly("postgres thing_embeddings constraint valid_embedding");
      assertThat(verified.path("postgres").path("objects")).hasSize(7);
      assertThat(verified.has("database")).isFalse();
      assertThat(verified.has("buckets")).isFalse();
    }
  }

  @Test
  void wrongUse_isToldFromAServerThatIsAway() {
    CommandRun form = CommandRun.of(List.of("schema", "verify", "--postgres-url=localhost/shop"));
    assertThat(form.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(form.err()).contains("--postgres-url", "jdbc:postgresql://host:5432/database");
    String away = "--postgres-url=jdbc:postgresql://127.0.0.1:1/shop";
    CommandRun dimensions =
        CommandRun.of(List.of("schema", "apply", away, "--embedding-dimensions=9999"));
    assertThat(dimensions.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(dimensions.err()).contains("--embedding-dimensions", "9,999");
    CommandRun run = CommandRun.of(List.of("schema", "apply", away));
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err()).contains("jdbc:postgresql://127.0.0.1:1/shop does not answer");
  }

  private static CommandRun schema(PostgresServer server, String... arguments) {
    List<String> line = new ArrayList<>(List.of("schema"));
    line.addAll(List.of(arguments));
    line.add("--postgres-url=" + server.jdbcUrl());
    return CommandRun.of(line);
  }

  private static JsonNode json(CommandRun run) throws Exception {
    return new ObjectMapper().readTree(run.out());
  }

  private static void execute(PostgresServer server, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
