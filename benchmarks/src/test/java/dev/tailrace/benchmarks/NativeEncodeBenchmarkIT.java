package dev.tailrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.clickhouse.ClickHouseSchema;
import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.clickhouse.Placeholders;
import dev.tailrace.engines.ClickHouseServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The block of the benchmark against the real engine and the table that the migrations make.
class NativeEncodeBenchmarkIT {
  @TempDir static Path directory;
  private static ClickHouseServer server;

  @BeforeAll
  static void start() {
    server = ClickHouseServer.start(ClickHouseServer.Settings.of(directory));
    try (ClickHouseSchema schema =
        new ClickHouseSchema(Endpoint.of(server.url()), Placeholders.of("benchmarks"))) {
      schema.apply();
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /// `-Dgolden.update` rewrites the file.
  @Test
  void columns_areThoseOfTheTable() throws Exception {
    String described =
        post(
            """
            SELECT name, type FROM system.columns
            WHERE database = 'benchmarks' AND table = 'events'
              AND default_kind NOT IN ('MATERIALIZED', 'ALIAS')
            ORDER BY position FORMAT TSVRaw
            """,
            new byte[0]);
    if (System.getProperty("golden.update") != null) {
      Path source = Path.of("src/main/resources/dev/tailrace/benchmarks", EventsTable.COLUMNS);
      Files.writeString(source, described);
    }

    assertThat(EventsTable.columns()).as("rewritten by -Dgolden.update").isEqualTo(described);
  }

  @Test
  void block_isWhatTheEngineTakes() throws Exception {
    byte[] block = new NativeEncodeBenchmark().encode().toByteArray();

    post("INSERT INTO benchmarks.events FORMAT Native", block);

    String rows = "SELECT count(), uniqExact(ulid), max(source_offset) FROM benchmarks.events";
    assertThat(post(rows, new byte[0])).isEqualTo("10000\t10000\t9999\n");
    assertThat(post("SELECT sum(cpu_time), sum(length(logs)) FROM benchmarks.events", new byte[0]))
        .isEqualTo("%d\t%d\n".formatted(cpuTime(), logBytes()));
  }

  private static long cpuTime() {
    return Recording.rows(NativeEncodeBenchmark.ROWS).stream()
        .mapToLong(row -> row.result().cpuTime())
        .sum();
  }

  private static long logBytes() {
    return Recording.rows(NativeEncodeBenchmark.ROWS).stream()
        .filter(row -> row.result().logs() != null)
        .mapToLong(row -> row.result().logs().toByteArray().length)
        .sum();
  }

  private static String post(String query, byte[] body) throws IOException, InterruptedException {
    URI uri =
        URI.create(server.url() + "/?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(uri).POST(BodyPublishers.ofByteArray(body)).build();
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return answer.body();
    }
  }
}
