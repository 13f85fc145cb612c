package dev.tailrace.sink.clickhouse;

import dev.tailrace.engines.ClickHouseServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/// A real server for a test: it can be stopped, killed and started again on the same port and
/// directory.
final class LocalClickHouse implements AutoCloseable {
  private final Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private ClickHouseServer server;
  private final int port = portBelowTheEphemeralOnes();

  LocalClickHouse(Path directory) {
    this.directory = directory;
    start();
  }

  /// A free port that the system gives to no client. Connecting over and over to a dead server on
  /// an ephemeral port would sooner or later connect to itself and hold the port.
  private static int portBelowTheEphemeralOnes() {
    for (int candidate : new Random().ints(100, 20_000, 30_000).toArray()) {
      try (ServerSocket probe = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
        return probe.getLocalPort();
      } catch (IOException _) {
        // Taken: try the next.
      }
    }
    throw new IllegalStateException("no free port between 20000 and 30000");
  }

  void start() {
    server = ClickHouseServer.start(directory, port);
  }

  void stop() {
    server.close();
  }

  /// kill -9 of the engine's process.
  void kill() {
    ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
    process.destroyForcibly();
    process.onExit().join();
    server.close();
  }

  /// Leaves what a kill leaves that falls between the deduplication log's entry for a part and the
  /// part itself: the engine dies, the parts are not there, their entries are, the engine starts.
  ///
  /// @param where condition on `system.parts`
  void dieBeforePartsAreInPlace(String where) {
    String active = "SELECT path FROM system.parts WHERE active AND table = 'events' AND ";
    List<Path> parts = query(active + where).lines().map(Path::of).toList();
    if (parts.isEmpty()) {
      throw new IllegalStateException("no active part of events where " + where);
    }
    kill();
    parts.forEach(LocalClickHouse::delete);
    start();
  }

  private static void delete(Path part) {
    try (Stream<Path> files = Files.walk(part)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Processor time of the engine's process since its start, merges included.
  double processMicros() {
    return ProcessHandle.of(server.pid())
            .flatMap(process -> process.info().totalCpuDuration())
            .orElseThrow()
            .toNanos()
        / 1e3;
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /// Properties of a sink for this server, without a registry.
  ClickHouseSinkConfig config(Map<String, String> more) {
    return new ClickHouseSinkConfig(properties(more));
  }

  /// As [#config], of a sink of upserts.
  ClickHouseUpsertSinkConfig upsertConfig(Map<String, String> more) {
    return new ClickHouseUpsertSinkConfig(properties(more));
  }

  private Map<String, String> properties(Map<String, String> more) {
    Map<String, String> properties = new HashMap<>(Map.of(ClickHouseConfig.URL, url()));
    properties.putAll(more);
    return properties;
  }

  /// The answer to a statement, without its last line end.
  String query(String sql) {
    return new String(bytes(sql), StandardCharsets.UTF_8).stripTrailing();
  }

  /// As [#query(String)], under a query id.
  String query(String sql, String queryId) {
    String parameter = "/?query_id=" + URLEncoder.encode(queryId, StandardCharsets.UTF_8);
    return new String(bytes(URI.create(url() + parameter), sql), StandardCharsets.UTF_8).strip();
  }

  byte[] bytes(String sql) {
    return bytes(URI.create(url()), sql);
  }

  private byte[] bytes(URI uri, String sql) {
    HttpRequest request =
        HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(sql)).build();
    try {
      HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(new String(answer.body(), StandardCharsets.UTF_8));
      }
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.close();
    http.close();
  }
}
