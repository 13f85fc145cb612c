package dev.tailrace.engines;

import static dev.tailrace.engines.IcebergClient.EVENTS;
import static dev.tailrace.engines.IcebergClient.NAMESPACE;
import static dev.tailrace.engines.IcebergClient.SCHEMA;
import static dev.tailrace.engines.IcebergClient.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.engines.IcebergCatalogServer.Warehouse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IcebergCatalogServerIT {
  private static final int ROUNDS = 8;

  @TempDir Path folder;
  private S3Server s3;
  private IcebergCatalogServer server;
  private IcebergClient client;

  @BeforeEach
  void start() {
    s3 = S3Server.start(0, folder.resolve("s3"), List.of("tailrace"));
    var warehouse = new Warehouse("s3://tailrace/warehouse", s3.url());
    server = IcebergCatalogServer.start(0, folder.resolve("iceberg"), warehouse);
    client = new IcebergClient(server.url());
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
    s3.close();
  }

  @Test
  void table_liesInTheWarehouseAndSurvivesARestart() throws Exception {
    Table created = client.createEvents();
    assertThat(created.location()).isEqualTo("s3://tailrace/warehouse/tailrace/events");
    created.newAppend().appendFile(file("a")).set("last-batch", "01JD").commit();
    client.append("b");

    stop(); // both come back on other ports
    start();

    assertThat(client.files()).containsExactlyInAnyOrder("a", "b");
    assertThat(client.events().snapshots().iterator().next().summary())
        .containsEntry("last-batch", "01JD");
    client.append("c");
    assertThat(client.files()).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(s3.bucket("tailrace").resolve("warehouse/tailrace/events/metadata"))
        .isDirectoryContaining("glob:**.metadata.json");
  }

  @Test
  void racingCommits_haveOneWinnerPerRoundAndLoseNothing() throws Exception {
    client.createEvents();
    List<String> appended = new ArrayList<>();
    try (IcebergClient rival = new IcebergClient(server.url());
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Table mine = client.events();
      Table theirs = rival.events();
      for (int round = 0; round < ROUNDS; round++) {
        mine.refresh();
        theirs.refresh();
        CyclicBarrier together = new CyclicBarrier(2);
        Callable<Boolean> first = commit(mine, "first-" + round, together);
        Callable<Boolean> second = commit(theirs, "second-" + round, together);
        List<Boolean> won =
            threads.invokeAll(List.of(first, second)).stream().map(Future::resultNow).toList();

        assertThat(won).containsExactlyInAnyOrder(true, false);
        client.append((won.getFirst() ? "second-" : "first-") + round); // the loser, once more
        appended.addAll(List.of("first-" + round, "second-" + round));
      }
    }

    assertThat(client.files()).containsExactlyInAnyOrderElementsOf(appended);
    assertThat(client.events().snapshots()).hasSize(appended.size());
  }

  @Test
  void racingAppends_areAllInTheTableOnce() throws Exception {
    client.createEvents();
    try (IcebergClient rival = new IcebergClient(server.url());
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Callable<Void>> writers = List.of(appends(client, "first-"), appends(rival, "second-"));
      for (Future<Void> writer : threads.invokeAll(writers)) {
        writer.get();
      }
    }

    assertThat(client.files()).hasSize(2 * ROUNDS).doesNotHaveDuplicates();
  }

  @Test
  void stagedTable_isThereWhenItsTransactionIs() {
    client.catalog().createNamespace(NAMESPACE);
    Transaction staged = client.catalog().newCreateTableTransaction(EVENTS, SCHEMA);
    staged.newAppend().appendFile(file("a")).commit();
    assertThat(client.catalog().tableExists(EVENTS)).isFalse();

    staged.commitTransaction();

    assertThat(client.files()).containsExactly("a");
    assertThatThrownBy(() -> client.catalog().createTable(EVENTS, SCHEMA))
        .isInstanceOf(AlreadyExistsException.class);
  }

  @Test
  void namespaces_areListedChangedAndDropped() {
    Namespace odd = Namespace.of("tail race", "a/b+c%");
    client.catalog().createNamespace(Namespace.of("tail race"));
    client.catalog().createNamespace(odd, Collections.singletonMap("owner", "sink"));

    assertThat(client.catalog().listNamespaces()).containsExactly(Namespace.of("tail race"));
    assertThat(client.catalog().listNamespaces(Namespace.of("tail race"))).containsExactly(odd);
    client.catalog().setProperties(odd, Collections.singletonMap("purpose", "test"));
    assertThat(client.catalog().loadNamespaceMetadata(odd))
        .containsEntry("owner", "sink")
        .containsEntry("purpose", "test");
    assertThatThrownBy(() -> client.catalog().createNamespace(odd))
        .isInstanceOf(AlreadyExistsException.class);
    client.catalog().createTable(TableIdentifier.of(odd, "t"), SCHEMA);
    assertThatThrownBy(() -> client.catalog().dropNamespace(odd))
        .isInstanceOf(NamespaceNotEmptyException.class);
    client.catalog().dropTable(TableIdentifier.of(odd, "t"));
    assertThat(client.catalog().dropNamespace(odd)).isTrue();
    assertThat(client.catalog().namespaceExists(odd)).isFalse();
  }

  @Test
  void tables_areRenamedEvolvedRegisteredAndPurged() throws Exception {
    Table events = client.createEvents();
    events.updateSchema().addColumn("severity", Types.StringType.get()).commit();
    client.append("a");
    String newest = ((BaseTable) client.events()).operations().current().metadataFileLocation();
    TableIdentifier other = TableIdentifier.of(NAMESPACE, "other");

    client.catalog().renameTable(EVENTS, other);
    assertThat(client.catalog().listTables(NAMESPACE)).containsExactly(other);
    assertThat(client.catalog().loadTable(other).schema().findField("severity")).isNotNull();
    client.catalog().dropTable(other, false);
    client.catalog().registerTable(EVENTS, newest);
    assertThat(client.files()).containsExactly("a");
    client.catalog().dropTable(EVENTS, true);

    assertThat(client.catalog().listTables(NAMESPACE)).isEmpty();
    Path metadata = s3.bucket("tailrace").resolve("warehouse/tailrace/events/metadata");
    assertThat(Files.exists(metadata)).isFalse();
  }

  @Test
  void credentials_areGivenWithATableToThoseWhoAsk() throws Exception {
    client.createEvents();
    Map<String, String> asking = Map.of("header.X-Iceberg-Access-Delegation", "vended-credentials");

    try (IcebergClient asker = new IcebergClient(server.url(), asking)) {
      asker.append("a");

      assertThat(asker.events().io().properties()).containsEntry("s3.endpoint", s3.url());
    }
    assertThat(client.files()).containsExactly("a");
  }

  @Test
  void wrongRequests_areAnsweredAndDoNoHarm() throws Exception {
    client.createEvents();

    assertThat(call("GET", "/v1/namespaces/none", "")).isEqualTo(404);
    assertThat(call("GET", "/v1/namespaces/tailrace/tables/none", "")).isEqualTo(404);
    assertThat(call("HEAD", "/v1/namespaces/tailrace/tables/none", "")).isEqualTo(404);
    assertThat(call("DELETE", "/v1/namespaces/tailrace", "")).isEqualTo(409);
    assertThat(call("POST", "/v1/namespaces", "{\"namespace\":[\"tailrace\"]}")).isEqualTo(409);
    assertThat(call("POST", "/v1/namespaces", "")).isEqualTo(400);
    assertThat(call("POST", "/v1/namespaces", "{")).isEqualTo(400);
    assertThat(call("POST", "/v1/namespaces", "[1]")).isEqualTo(400);
    assertThat(call("POST", "/v1/namespaces/tailrace/tables", "{}")).isEqualTo(400);
    assertThat(call("POST", "/v1/namespaces/tailrace/tables/events", "{\"updates\":[{}]}"))
        .isEqualTo(400);
    assertThat(call("GET", "/v1/namespaces?pageSize=many", "")).isEqualTo(400);
    assertThat(call("PATCH", "/v1/namespaces/tailrace", "")).isEqualTo(406);
    assertThat(call("GET", "/v1/transactions/commit", "")).isEqualTo(406);
    assertThat(call("GET", "/", "")).isEqualTo(406);
    assertThatThrownBy(() -> client.catalog().loadTable(TableIdentifier.of(NAMESPACE, "none")))
        .isInstanceOf(NoSuchTableException.class);
    TableIdentifier homeless = TableIdentifier.of("none", "t");
    assertThatThrownBy(() -> client.catalog().createTable(homeless, SCHEMA))
        .isInstanceOf(NoSuchNamespaceException.class);
    client.append("a");
    assertThat(client.files()).containsExactly("a");
  }

  @Test
  void takenPortOrDirectory_isNamed() throws Exception {
    var warehouse = new Warehouse("s3://tailrace/warehouse", s3.url());
    Path taken = folder.resolve("iceberg");
    assertThatThrownBy(() -> IcebergCatalogServer.start(0, taken, warehouse))
        .isInstanceOf(DirectoryInUseException.class)
        .hasMessageContaining("the Iceberg catalog");
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      Path free = folder.resolve("other");
      assertThatThrownBy(() -> IcebergCatalogServer.start(other.getLocalPort(), free, warehouse))
          .isInstanceOf(PortTakenException.class);
    }
  }

  /// Commits one more file to the table as it was last refreshed, without trying again; false
  /// when the catalog refuses.
  private static Callable<Boolean> commit(Table table, String name, CyclicBarrier together) {
    TableOperations operations = ((BaseTable) table).operations();
    TableMetadata base = operations.current();
    Snapshot snapshot = table.newAppend().appendFile(file(name)).apply();
    TableMetadata next = TableMetadata.buildFrom(base).setBranchSnapshot(snapshot, "main").build();
    return () -> {
      together.await();
      try {
        operations.commit(base, next);
        return true;
      } catch (CommitFailedException _) {
        return false;
      }
    };
  }

  private static Callable<Void> appends(IcebergClient writer, String prefix) {
    return () -> {
      Table table = writer.events();
      for (int i = 0; i < ROUNDS; i++) {
        table.newAppend().appendFile(file(prefix + i)).commit();
      }
      return null;
    };
  }

  private int call(String method, String path, String body) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create(server.url() + path))
              .method(method, BodyPublishers.ofString(body))
              .build();
      return http.send(request, BodyHandlers.discarding()).statusCode();
    }
  }
}
