package dev.tailrace.clickhouse;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ServerException;
import com.clickhouse.client.api.query.GenericRecord;
import java.util.List;
import java.util.Map;

/// One ClickHouse server, spoken to one statement at a time.
final class Server implements AutoCloseable {
  private final Endpoint endpoint;
  private final Client client;

  Server(Endpoint endpoint) {
    this(endpoint, "default");
  }

  Server(Endpoint endpoint, String database) {
    this.endpoint = endpoint;
    this.client =
        new Client.Builder()
            .addEndpoint(endpoint.url().toString())
            .setUsername(endpoint.user())
            .setPassword(endpoint.password())
            .setDefaultDatabase(database)
            // Acknowledged must mean written, also for the tool's own notes.
            .serverSetting("async_insert", "0")
            .serverSetting("wait_end_of_query", "1")
            .build();
  }

  void execute(String sql) {
    execute(sql, Map.of());
  }

  /// @param parameters values of `{name:Type}` in the text
  void execute(String sql, Map<String, Object> parameters) {
    try {
      client.execute(sql, parameters).get().close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SchemaException("interrupted while ClickHouse ran: " + sql, e);
    } catch (Exception e) {
      // The client closes its response with a plain Exception; whatever it is, the statement
      // failed.
      throw refused(sql, e);
    }
  }

  /// @param parameters values of `{name:Type}` in the text
  List<GenericRecord> rows(String sql, Map<String, Object> parameters) {
    try {
      return client.queryAll(sql, parameters);
    } catch (RuntimeException e) {
      throw refused(sql, e);
    }
  }

  private SchemaException refused(String sql, Throwable cause) {
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof ServerException said) {
        return new SchemaException(
            "ClickHouse at %s refused a statement: %s\n  %s"
                .formatted(endpoint, said.getMessage(), sql),
            said);
      }
    }
    return new SchemaException(
        "ClickHouse at %s does not answer (%s): start it, or give the URL of one that runs"
            .formatted(endpoint, cause.getMessage()),
        cause);
  }

  @Override
  public void close() {
    client.close();
  }
}
