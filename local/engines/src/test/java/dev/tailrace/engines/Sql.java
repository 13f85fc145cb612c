package dev.tailrace.engines;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/// SQL over ClickHouse's HTTP interface, as the tests need it.
final class Sql {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private Sql() {}

  /// The answer as TSV without the last line break.
  ///
  /// @throws IOException when the server cannot be reached or refuses the statement
  static String run(String url, String sql) throws IOException, InterruptedException {
    return run(url, sql, Map.of());
  }

  static String run(String url, String sql, Map<String, String> settings)
      throws IOException, InterruptedException {
    String parameters =
        settings.entrySet().stream()
            .map(
                each ->
                    each.getKey()
                        + "="
                        + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    HttpResponse<String> response =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(url + "/?" + parameters))
                .POST(HttpRequest.BodyPublishers.ofString(sql))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("HTTP " + response.statusCode() + ": " + response.body());
    }
    return response.body().stripTrailing();
  }
}
