package dev.tailrace.clickhouse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Plain HTTP to an engine: tests look at the database by another way than the code under test.
final class SqlOverHttp {
  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;

  SqlOverHttp(String url) {
    this.url = url;
  }

  /// The answer as TSV, without the last line break.
  String sql(String statement) {
    return post(Map.of(), statement).body().strip();
  }

  void insertEvents(String database, List<ObjectNode> rows, String token) {
    post(
        Map.of(
            "query",
            "INSERT INTO %s.events FORMAT JSONEachRow".formatted(database),
            "insert_deduplication_token",
            token,
            "date_time_input_format",
            "best_effort",
            "async_insert",
            "0"),
        RecordedEvents.jsonLines(rows));
  }

  /// Inserts rows the way a sink does that leaves it to the table which of them are valid.
  void insert(String database, String table, List<ObjectNode> rows) {
    post(
        Map.of(
            "query",
            "INSERT INTO %s.%s FORMAT JSONEachRow".formatted(database, table),
            "date_time_input_format",
            "best_effort",
            "async_insert",
            "0"),
        RecordedEvents.jsonLines(rows));
  }

  HttpResponse<String> post(Map<String, String> parameters, String body) {
    StringBuilder address = new StringBuilder(url).append("/?wait_end_of_query=1");
    parameters.forEach(
        (name, value) ->
            address
                .append('&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address.toString()))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(answer.body());
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
