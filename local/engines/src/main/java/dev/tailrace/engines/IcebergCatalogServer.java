package dev.tailrace.engines;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.rest.RESTResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An Iceberg REST catalog in this JVM, for tables in a bucket of an [S3Server]. A client needs
/// its [#url] alone: the catalog's configuration says how the bucket is reached. It listens on
/// loopback only and asks for no token.
///
/// Laws: a commit that was answered is on disk and survives a restart and a kill -9; of racing
/// commits to one table exactly one wins, and the others are answered 409. Thread-safe.
///
/// Which file is a table's newest stands in a SQLite database, because that writes each commit to
/// its journal before it answers, where H2's store writes up to half a second later.
public final class IcebergCatalogServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IcebergCatalogServer.class);
  private static final String SERVICE = "the Iceberg catalog";
  private static final String NAME = "tailrace";
  private static final List<String> TALKATIVE = List.of("org.apache.iceberg");

  /// It warns that Hadoop's metrics are missing.
  private static final List<String> ALARMIST = List.of("org.apache.iceberg.aws.s3.S3FileIO");

  private final HttpServer http;
  private final ExecutorService executor;
  private final JdbcCatalog catalog;
  private final CatalogRoutes routes;
  private final DirectoryLock lock;

  private IcebergCatalogServer(
      HttpServer http, JdbcCatalog catalog, CatalogRoutes routes, DirectoryLock lock) {
    this.http = http;
    this.executor = Executors.newVirtualThreadPerTaskExecutor();
    this.catalog = catalog;
    this.routes = routes;
    this.lock = lock;
  }

  /// Where the tables lie.
  ///
  /// @param location such as `s3://bucket/folder`; a table that is created without a location of
  /// its own gets `location/namespace/name`
  /// @param s3Url the [S3Server#url] of the server that has the bucket; it need not run yet, and
  /// may be another one after a restart
  public record Warehouse(String location, String s3Url) {
    public Warehouse {
      if (!location.startsWith("s3://")) {
        throw new IllegalArgumentException(
            "the warehouse " + location + " is not in a bucket; write s3://BUCKET/FOLDER");
      }
    }

    /// What Iceberg's S3FileIO needs to reach it.
    Map<String, String> fileAccess() {
      return Map.of(
          CatalogProperties.FILE_IO_IMPL,
          "org.apache.iceberg.aws.s3.S3FileIO",
          "s3.endpoint",
          s3Url,
          "s3.path-style-access",
          "true",
          "s3.access-key-id",
          S3Server.ACCESS_KEY,
          "s3.secret-access-key",
          S3Server.SECRET_KEY,
          "client.region",
          S3Server.REGION);
    }
  }

  /// Starts a catalog on what the directory holds.
  ///
  /// @param port on 127.0.0.1; 0 takes any free one
  /// @param data created when missing; one catalog at a time may have it
  /// @throws PortTakenException when the port is held by another program
  /// @throws DirectoryInUseException when another catalog runs on the directory
  /// @throws EngineException when the directory is damaged or not writable
  public static IcebergCatalogServer start(int port, Path data, Warehouse warehouse) {
    LogLimits.toWarnings(TALKATIVE);
    LogLimits.toErrors(ALARMIST);
    LoopbackPort.requireFree(SERVICE, port);
    Path root = data.toAbsolutePath().normalize();
    DirectoryLock lock = DirectoryLock.require(SERVICE, root);
    JdbcCatalog catalog = new JdbcCatalog();
    try {
      catalog.initialize(NAME, properties(root, warehouse));
      var loopback = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
      var routes = new CatalogRoutes(catalog, warehouse);
      var server = new IcebergCatalogServer(HttpServer.create(loopback, 0), catalog, routes, lock);
      server.start();
      return server;
    } catch (BindException e) {
      stopAfterFailure(catalog, lock);
      throw new PortTakenException(SERVICE, port, e);
    } catch (IOException | RuntimeException e) {
      stopAfterFailure(catalog, lock);
      throw new EngineException("cannot start the Iceberg catalog on " + root + ": " + e, e);
    }
  }

  /// What a client's property `uri` is, without a slash at its end.
  public String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  /// Stops at once; requests under way end with a broken connection, as with a real crash.
  @Override
  public void close() {
    http.stop(0);
    executor.shutdownNow(); // a client that never ends its request must not hold us up
    catalog.close();
    lock.release();
  }

  private static void stopAfterFailure(JdbcCatalog catalog, DirectoryLock lock) {
    try {
      catalog.close();
    } catch (RuntimeException e) {
      LOG.debug("the catalog had not come so far that it could be closed", e);
    }
    lock.release();
  }

  private static Map<String, String> properties(Path root, Warehouse warehouse) {
    Map<String, String> properties = new HashMap<>(warehouse.fileAccess());
    properties.put(CatalogProperties.URI, "jdbc:sqlite:" + root.resolve("catalog.db"));
    properties.put(CatalogProperties.WAREHOUSE_LOCATION, warehouse.location());
    // One connection: SQLite has one writer at a time, and would answer a second one "busy".
    properties.put(CatalogProperties.CLIENT_POOL_SIZE, "1");
    properties.put("jdbc.schema-version", "V1");
    properties.put("jdbc.strict-mode", "true"); // a table needs its namespace
    properties.put("jdbc.journal_mode", "WAL");
    properties.put("jdbc.synchronous", "FULL");
    return properties;
  }

  private void start() {
    http.setExecutor(executor);
    http.createContext("/", this::handle);
    http.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      int status;
      Optional<? extends RESTResponse> answer;
      try {
        answer = routes.answer(CatalogRequest.read(exchange));
        status = answer.isPresent() ? 200 : 204;
      } catch (IOException | RuntimeException e) {
        var error = CatalogErrors.of(e);
        status = error.code();
        answer = Optional.of(error);
        if (status >= 500) {
          LOG.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), e);
        }
      }
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(status, -1);
      } else {
        write(exchange, status, answer);
      }
    }
  }

  private static void write(
      HttpExchange exchange, int status, Optional<? extends RESTResponse> answer)
      throws IOException {
    if (answer.isEmpty()) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    byte[] bytes = CatalogRequest.JSON.writeValueAsBytes(answer.get());
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
