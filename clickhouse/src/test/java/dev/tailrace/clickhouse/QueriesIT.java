package dev.tailrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.engines.ClickHouseServer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What holds for every documented query. What they answer is tested by subject: [ErrorQueriesIT],
/// [ServiceQueriesIT], [LookUpQueriesIT], [WindowQueriesIT].
class QueriesIT {
  private static final String DATABASE = "queries";

  @Test
  void everyQuery_namesItsColumnsRightly(@TempDir Path directory) {
    try (ClickHouseServer server = ClickHouseServer.start(directory, 0);
        ClickHouseSchema schema =
            new ClickHouseSchema(Endpoint.of(server.url()), Placeholders.of(DATABASE))) {
      schema.apply();
      SqlOverHttp engine = new SqlOverHttp(server.url());
      for (Query query : Query.all()) {
        Map<String, String> examples = new HashMap<>();
        query.parameters().forEach(p -> examples.put("param_" + p.name(), p.example()));
        examples.put("database", DATABASE);
        String names =
            engine
                .post(examples, query.sql() + " FORMAT TSVWithNames")
                .body()
                .lines()
                .findFirst()
                .orElse("");
        assertThat(names.split("\t", -1))
            .as(query.name())
            .containsExactly(
                query.columns().stream().map(Query.Column::name).toArray(String[]::new));
      }
    }
  }
}
