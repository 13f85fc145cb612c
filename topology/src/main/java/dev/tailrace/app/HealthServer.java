package dev.tailrace.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tailrace.app.TailraceConfig.Http;
import dev.tailrace.exposition.Exposition;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers whoever watches the process: `/health/live`, `/health/ready` and `/metrics`.
///
/// It listens before the instance joins its group and until it has left it. Thread-safe.
final class HealthServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HealthServer.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PLAIN = "text/plain; charset=utf-8";
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;
  private static final int UNAVAILABLE = 503;

  private final Vitals vitals;
  private final Exposition metrics;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @SuppressWarnings("ArrayRecordComponent") // only passed on, never compared
  private record Answer(int status, String contentType, byte[] body) {
    static Answer text(int status, String line) {
      return new Answer(status, PLAIN, (line + "\n").getBytes(UTF_8));
    }
  }

  private HealthServer(HttpServer server, Vitals vitals, Exposition metrics) {
    this.server = server;
    this.vitals = vitals;
    this.metrics = metrics;
  }

  /// Listens from now on.
  ///
  /// @throws ConfigurationException when the address cannot be had
  static HealthServer start(Http http, int port, Vitals vitals, Exposition metrics) {
    try {
      HttpServer server = HttpServer.create(new InetSocketAddress(http.host(), port), 0);
      HealthServer health = new HealthServer(server, vitals, metrics);
      server.setExecutor(health.threads);
      server.createContext("/", health::handle);
      server.start();
      LOG.info("Health and metrics at http://{}:{}", http.host(), health.port());
      return health;
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigurationException(
          List.of(
              "cannot listen on %s:%d (%s): set tailrace.http.host and tailrace.http.port, or the port to off"
                  .formatted(http.host(), port, e.getMessage())));
    }
  }

  /// The port it listens on.
  int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answer(exchange);
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.getResponseHeaders().set("Content-Type", answer.contentType());
      exchange.sendResponseHeaders(answer.status(), head ? -1 : answer.body().length);
      if (!head) {
        exchange.getResponseBody().write(answer.body());
      }
    } catch (RuntimeException e) {
      LOG.warn("No answer to {}", exchange.getRequestURI(), e);
      throw e;
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    if (!List.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
      return Answer.text(NOT_ALLOWED, "Only GET is answered here");
    }
    return switch (exchange.getRequestURI().getPath()) {
      case "/health/live" ->
          vitals
              .ailment()
              .map(why -> Answer.text(UNAVAILABLE, why))
              .orElseGet(() -> Answer.text(OK, "The stream threads work"));
      case "/health/ready" -> ready();
      case "/metrics" -> {
        Exposition.Page page = metrics.page(exchange.getRequestHeaders().getFirst("Accept"));
        yield new Answer(OK, page.contentType(), page.body());
      }
      default -> Answer.text(NOT_FOUND, "There are /health/live, /health/ready and /metrics");
    };
  }

  private Answer ready() throws IOException {
    Optional<String> hindrance = vitals.hindrance();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("ready", hindrance.isEmpty());
    body.put("state", vitals.state().name().toLowerCase(Locale.ROOT));
    hindrance.ifPresent(why -> body.put("reason", why));
    return new Answer(
        hindrance.isEmpty() ? OK : UNAVAILABLE, "application/json", JSON.writeValueAsBytes(body));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
