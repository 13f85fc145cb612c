package dev.tailrace.engines;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A schema registry in this JVM that speaks the part of the Confluent REST API that serializers,
/// deserializers and schema tools use, for Avro schemas without references. It listens on
/// loopback only and asks for no credentials: it is for the local stack and for tests.
///
/// Laws: a change that was answered is on disk and survives a restart and a kill -9; an id, once
/// given, names the same schema for ever. Thread-safe.
public final class SchemaRegistryServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SchemaRegistryServer.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer http;
  private final ExecutorService executor;
  private final RegistryStore store;
  private final RegistryRoutes routes;

  private SchemaRegistryServer(HttpServer http, RegistryStore store) {
    this.http = http;
    this.store = store;
    this.routes = new RegistryRoutes(store);
    this.executor = Executors.newVirtualThreadPerTaskExecutor();
  }

  /// Starts a registry on what the journal holds.
  ///
  /// @param port on 127.0.0.1; 0 takes any free one
  /// @param journal created with its folder when missing; one registry at a time may have it
  /// @throws PortTakenException when the port is held by another program
  /// @throws EngineException when the journal is in use, damaged or not writable
  public static SchemaRegistryServer start(int port, Path journal) {
    LoopbackPort.requireFree("the schema registry", port);
    RegistryJournal opened = RegistryJournal.open(journal);
    try {
      var store = new RegistryStore(opened);
      var loopback = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
      var server = new SchemaRegistryServer(HttpServer.create(loopback, 0), store);
      server.start();
      return server;
    } catch (BindException e) {
      opened.close();
      throw new PortTakenException("the schema registry", port, e);
    } catch (IOException e) {
      opened.close();
      throw new EngineException("cannot start the schema registry: " + e.getMessage(), e);
    }
  }

  /// The base URL, without a slash at its end.
  public String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  /// Stops at once; requests under way end with a broken connection, as with a real crash.
  @Override
  public void close() {
    http.stop(0);
    executor.shutdownNow(); // a client that never ends its request must not hold us up
    store.close();
  }

  private void start() {
    http.setExecutor(executor);
    http.createContext("/", this::handle);
    http.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      int status = 200;
      Object answer;
      try {
        answer = routes.answer(RegistryRequest.read(exchange));
      } catch (RegistryException e) {
        status = e.httpStatus();
        answer = Map.of("error_code", e.errorCode(), "message", e.getMessage());
      } catch (RuntimeException e) {
        LOG.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), e);
        status = 500;
        answer = Map.of("error_code", 50001, "message", "Error in the registry: " + e);
      }
      byte[] bytes = JSON.writeValueAsBytes(answer);
      exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
      exchange.sendResponseHeaders(status, bytes.length);
      try (OutputStream body = exchange.getResponseBody()) {
        body.write(bytes);
      }
    }
  }
}
