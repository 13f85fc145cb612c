package dev.tailrace.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/// How many rows the Iceberg table of events has: what its current snapshot says, from the
/// catalog's answer to `GET /v1/namespaces/{namespace}/tables/{table}` (Iceberg's REST catalog).
///
/// One thread.
final class LakeRows {
  private static final String TABLE = "/v1/namespaces/tailrace/tables/events";
  private static final int NOT_FOUND = 404;

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final HttpRequest request;

  LakeRows(String catalogUrl) {
    request = HttpRequest.newBuilder(URI.create(catalogUrl + TABLE)).build();
  }

  /// Zero while there is no table, or nothing in it.
  long count() {
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == NOT_FOUND ? 0 : rows(json.readTree(answer.body()));
    } catch (IOException e) {
      throw new UncheckedIOException("the Iceberg catalog does not answer " + request.uri(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the Iceberg catalog", e);
    }
  }

  static long rows(JsonNode table) {
    JsonNode metadata = table.path("metadata");
    long current = metadata.path("current-snapshot-id").asLong(-1);
    for (JsonNode snapshot : metadata.path("snapshots")) {
      if (snapshot.path("snapshot-id").asLong() == current) {
        return snapshot.path("summary").path("total-records").asLong();
      }
    }
    return 0;
  }
}
