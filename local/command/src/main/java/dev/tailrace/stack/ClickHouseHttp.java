package dev.tailrace.stack;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.tailrace.clickhouse.Endpoint;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Runs statements over ClickHouse's HTTP interface and hands their results on as they are.
///
/// Thread-safe.
///
/// @param database where Tailrace's tables are
public record ClickHouseHttp(Endpoint endpoint, String database) {
  private static final ObjectReader ROW =
      new ObjectMapper().readerFor(new TypeReference<List<String>>() {});
  private static final Pattern TAB = Pattern.compile("\t");
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /// Runs one statement and copies its result to `output` as it arrives.
  ///
  /// @param format a ClickHouse output format, used unless the statement names one itself
  /// @throws StackException when the server cannot be reached or refuses the statement; the message
  ///     is the server's own
  public void query(String sql, String format, OutputStream output) {
    query(sql, Map.of(), format, output);
  }

  /// As [#query(String, String, OutputStream)].
  ///
  /// @param parameters values of `{name:Type}` in the statement
  public void query(String sql, Map<String, ?> parameters, String format, OutputStream output) {
    read(sql, parameters, format, answer -> answer.transferTo(output));
  }

  /// Takes the bytes of an answer as they arrive.
  @FunctionalInterface
  public interface AnswerReader {
    void read(InputStream answer) throws IOException;
  }

  /// Runs one statement and hands its result over as it arrives; memory does not grow with it.
  ///
  /// @throws StackException as [#query(String, String, OutputStream)]
  public void read(String sql, Map<String, ?> parameters, String format, AnswerReader reader) {
    try {
      HttpResponse<InputStream> response =
          HTTP.send(request(sql, parameters, format), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() != 200) {
          throw new StackException(new String(body.readAllBytes(), StandardCharsets.UTF_8).strip());
        }
        reader.read(body);
      }
    } catch (ConnectException e) {
      throw new StackException(
          "no ClickHouse answers at " + endpoint.url() + "; start the stack with `tailrace up`", e);
    } catch (IOException e) {
      throw new StackException("the query broke off: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while waiting for ClickHouse", e);
    }
  }

  /// Runs one statement and returns the values of its only row, as text.
  public List<String> row(String sql) {
    return row(sql, Map.of());
  }

  /// As [#row(String)].
  ///
  /// @param parameters values of `{name:Type}` in the statement
  List<String> row(String sql, Map<String, ?> parameters) {
    var result = new ByteArrayOutputStream();
    query(sql, parameters, "TabSeparated", result);
    return List.of(TAB.split(result.toString(StandardCharsets.UTF_8).stripTrailing(), -1));
  }

  /// Runs one statement and returns all rows, each value as text or null.
  public List<List<String>> rows(String sql) {
    List<List<String>> rows = new ArrayList<>();
    forEachRow(sql, rows::add);
    return rows;
  }

  /// Runs one statement and hands over each row as it arrives, each value as text or null.
  public void forEachRow(String sql, Consumer<List<String>> reader) {
    read(
        sql,
        Map.of(),
        "JSONCompactEachRow",
        answer -> {
          var lines = new BufferedReader(new InputStreamReader(answer, StandardCharsets.UTF_8));
          for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            reader.accept(ROW.readValue(line));
          }
        });
  }

  private HttpRequest request(String sql, Map<String, ?> parameters, String format) {
    StringBuilder address = new StringBuilder("/?database=").append(encoded(database));
    address.append("&default_format=").append(encoded(format));
    parameters.forEach(
        (name, value) ->
            address
                .append("&param_")
                .append(encoded(name))
                .append('=')
                .append(encoded(value.toString())));
    return HttpRequest.newBuilder(endpoint.url().resolve(address.toString()))
        .header("X-ClickHouse-User", endpoint.user())
        .header("X-ClickHouse-Key", endpoint.password())
        .POST(HttpRequest.BodyPublishers.ofString(sql))
        .build();
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
