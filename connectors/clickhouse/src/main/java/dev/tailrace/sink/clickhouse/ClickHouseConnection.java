package dev.tailrace.sink.clickhouse;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ClientFaultCause;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import dev.tailrace.sink.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Statements over ClickHouse's HTTP interface, by its own client. Thread-safe.
///
/// The client's retries are off: the task tries again, under the same token and after asking what
/// is stored.
final class ClickHouseConnection implements AutoCloseable {
  /// Below the server's default of 10 s (3 s before 25.x), so that a connection is not taken up
  /// while the server closes it.
  private static final long KEEP_ALIVE_MILLIS = 2_500;

  private final ConnectionSettings settings;
  private final List<Client> clients;
  private final AtomicInteger current = new AtomicInteger();

  ClickHouseConnection(ConnectionSettings settings) {
    this.settings = settings;
    this.clients = settings.urls().stream().map(url -> client(url, settings)).toList();
  }

  private static Client client(String url, ConnectionSettings settings) {
    Client.Builder builder =
        new Client.Builder()
            .addEndpoint(url)
            .setDefaultDatabase(settings.database())
            .setUsername(settings.user())
            .setPassword(settings.password())
            .setClientName("tailrace-sink")
            .setConnectTimeout(settings.connectTimeout().toMillis(), ChronoUnit.MILLIS)
            .setSocketTimeout(settings.insertTimeout().toMillis(), ChronoUnit.MILLIS)
            .setMaxConnections(settings.connections())
            .setKeepAliveTimeout(KEEP_ALIVE_MILLIS, ChronoUnit.MILLIS)
            .compressClientRequest(settings.compression() == ConnectionSettings.Compression.LZ4)
            .compressServerResponse(false)
            .retryOnFailures(ClientFaultCause.None)
            .setMaxRetries(0);
    settings.serverSettings().forEach(builder::serverSetting);
    return builder.build();
  }

  /// Inserts one block, durably, at most once per token within the table's window, and not while
  /// another statement of the batch runs.
  ///
  /// @throws ClickHouseFailure when it is not known to be stored
  void insert(
      String table, List<String> columns, BatchToken batch, String token, BlockEncoder block) {
    InsertSettings insert =
        durable()
            .setQueryId(queryId(batch))
            .serverSetting("insert_deduplicate", "1")
            .serverSetting("insert_deduplication_token", token)
            // A batch whose first try died between the table and its views completes the views.
            .serverSetting("deduplicate_blocks_in_dependent_materialized_views", "1");
    insert(table, columns, insert, block, " of batch " + token);
  }

  /// Inserts one block of upserts, durably, as often as it is asked to.
  ///
  /// @throws ClickHouseFailure when it is not known to be stored
  void upsert(String table, List<String> columns, BlockEncoder block) {
    InsertSettings insert =
        durable()
            .serverSetting("insert_deduplicate", "0")
            // After an outage one block may hold windows of many months.
            .serverSetting("max_partitions_per_insert_block", "0");
    insert(table, columns, insert, block, " of " + block.rows() + " upserts");
  }

  private static InsertSettings durable() {
    return new InsertSettings()
        .serverSetting("async_insert", "0")
        .serverSetting("input_format_parallel_parsing", "0");
  }

  /// @param what is inserted, for messages
  private void insert(
      String table, List<String> columns, InsertSettings insert, BlockEncoder block, String what) {
    int attempt = current.get();
    try (InsertResponse response =
        client(attempt)
            .insert(
                quoted(table),
                columns.stream().map(ClickHouseConnection::quoted).toList(),
                block::writeTo,
                ClickHouseFormat.Native,
                insert)
            .get(settings.insertTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
      response.getWrittenRows();
    } catch (Exception e) {
      throw failed("insert into " + name(table) + what, attempt, e);
    }
  }

  /// The columns of a table: name, type, kind of default.
  List<String[]> describe(String table) {
    int attempt = current.get();
    String purpose = "columns of " + name(table);
    List<String[]> columns = query("DESCRIBE TABLE " + quoted(table), purpose);
    if (columns.isEmpty()) {
      // No table is without columns: the server was going down or coming up.
      throw failed(purpose, attempt, new IOException("the answer holds no column"));
    }
    return columns;
  }

  /// The name of a table's engine; empty when there is no such table.
  Optional<String> engine(String table) {
    String sql =
        "SELECT engine FROM system.tables WHERE database = currentDatabase() AND name = "
            + literal(table);
    return query(sql, "engine of " + name(table)).stream().map(row -> row[0]).findFirst();
  }

  /// Rows of a SELECT or DESCRIBE as texts.
  ///
  /// @param purpose what is asked, for messages
  List<String[]> query(String sql, String purpose) {
    return query(sql, new QuerySettings(), purpose);
  }

  /// As [#query(String, String)], and not while another statement of the batch runs.
  List<String[]> query(String sql, BatchToken batch, String purpose) {
    return query(sql, new QuerySettings().setQueryId(queryId(batch)), purpose);
  }

  // An interrupt while closing is caught with all that can go wrong.
  @SuppressWarnings("try")
  private List<String[]> query(String sql, QuerySettings query, String purpose) {
    int attempt = current.get();
    query
        .setFormat(ClickHouseFormat.TabSeparated)
        // The server answers when it knows how many rows there are, and says so beforehand.
        .waitEndOfQuery(true);
    try (QueryResponse response =
            client(attempt)
                .query(sql, query)
                .get(settings.insertTimeout().toMillis(), TimeUnit.MILLISECONDS);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(response.getInputStream(), StandardCharsets.UTF_8))) {
      List<String[]> rows = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        rows.add(TabSeparated.fields(line));
      }
      requireComplete(rows.size(), response.getResultRows());
      return rows;
    } catch (Exception e) {
      throw failed(purpose, attempt, e);
    }
  }

  /// A server that dies while it answers can leave an answer that looks whole. Taken for whole, it
  /// would say that a table has no columns, or that batches are not stored.
  private static void requireComplete(int read, long promised) throws IOException {
    if (read != promised) {
      throw new IOException("the answer broke off after " + read + " of " + promised + " rows");
    }
  }

  /// The server refuses a statement with the query id of one that still runs. A client that went
  /// away or gave up does not end its statement there. Tables of one name in two databases are two.
  private String queryId(BatchToken batch) {
    return settings.database() + "," + batch.text();
  }

  private Client client(int attempt) {
    return clients.get(Math.floorMod(attempt, clients.size()));
  }

  private ClickHouseFailure failed(String doing, int attempt, Exception thrown) {
    if (thrown instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    String where = settings.urls().get(Math.floorMod(attempt, clients.size()));
    ClickHouseFailure failure = ErrorCodes.failure(where + ", " + doing, thrown);
    if (failure.outcome() instanceof Outcome.Transient) {
      current.compareAndSet(attempt, attempt + 1);
    }
    return failure;
  }

  private String name(String table) {
    return settings.database() + "." + table;
  }

  /// An identifier as SQL takes it.
  static String quoted(String identifier) {
    return "`" + identifier.replace("\\", "\\\\").replace("`", "\\`") + "`";
  }

  /// A text as SQL takes it.
  static String literal(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  @Override
  public void close() {
    clients.forEach(Client::close);
  }
}
