package dev.tailrace.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/// Asks a store that speaks HTTP.
final class HttpPosition implements StorePosition {
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(ANSWERS_WITHIN)
          .build();
  private final HttpRequest request;
  private final Reading reading;

  private HttpPosition(HttpRequest.Builder request, Reading reading) {
    this.request = request.timeout(ANSWERS_WITHIN).build();
    this.reading = reading;
  }

  /// Finds the position in an answer.
  @FunctionalInterface
  private interface Reading {
    String position(String answer) throws IOException;
  }

  static HttpPosition ofClickHouse(URI server, String database, String sql) {
    URI address = server.resolve("/?database=" + URLEncoder.encode(database, UTF_8));
    return new HttpPosition(
        HttpRequest.newBuilder(address).POST(BodyPublishers.ofString(sql)), String::strip);
  }

  static HttpPosition ofTable(URI catalog, String namespace, String table) {
    String address = catalog.toString().replaceAll("/+$", "");
    return new HttpPosition(
        HttpRequest.newBuilder(
            URI.create(
                address
                    + "/v1/namespaces/%s/tables/%s?snapshots=refs".formatted(namespace, table))),
        HttpPosition::snapshotTime);
  }

  @Override
  public String ask() throws Unknown, InterruptedException {
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException("HTTP " + answer.statusCode() + ": " + answer.body());
      }
      return reading.position(answer.body());
    } catch (IOException e) {
      throw new Unknown(request.uri() + " does not say how far it is: " + e.getMessage(), e);
    }
  }

  /// Two snapshots may have the same millisecond, so the id belongs to it.
  private static String snapshotTime(String answer) throws IOException {
    JsonNode metadata = JSON.readTree(answer).path("metadata");
    long current = metadata.path("current-snapshot-id").asLong(-1);
    for (JsonNode snapshot : metadata.path("snapshots")) {
      if (snapshot.path("snapshot-id").asLong() == current) {
        return snapshot.path("timestamp-ms").asText() + " " + current;
      }
    }
    return "no snapshot";
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
