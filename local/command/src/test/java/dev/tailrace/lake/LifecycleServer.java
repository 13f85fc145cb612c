package dev.tailrace.lake;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// The part of the S3 API that keeps lifecycle configurations, which the stack's server has not.
/// Every bucket exists.
final class LifecycleServer implements AutoCloseable {
  private final HttpServer http;
  private final Map<String, String> configurations = new ConcurrentHashMap<>();
  private final AtomicInteger puts = new AtomicInteger();

  LifecycleServer() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.createContext("/", this::handle);
    http.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  /// Puts rules there as if somebody else had.
  void configure(String bucket, String rules) {
    configurations.put(
        bucket,
        "<LifecycleConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
            + rules
            + "</LifecycleConfiguration>");
  }

  String configuration(String bucket) {
    return configurations.getOrDefault(bucket, "");
  }

  int puts() {
    return puts.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String bucket = exchange.getRequestURI().getPath().substring(1).replace("/", "");
      byte[] body = exchange.getRequestBody().readAllBytes();
      switch (exchange.getRequestMethod()) {
        case "HEAD" -> exchange.sendResponseHeaders(200, -1);
        case "GET" -> {
          String known = configurations.get(bucket);
          answer(
              exchange,
              known == null ? 404 : 200,
              known == null
                  ? "<Error><Code>NoSuchLifecycleConfiguration</Code><Message>none</Message></Error>"
                  : known);
        }
        case "PUT" -> {
          // As S3 does, which takes no configuration without it.
          boolean isChecked = exchange.getRequestHeaders().containsKey("Content-MD5");
          if (isChecked) {
            puts.incrementAndGet();
            configurations.put(bucket, new String(body, UTF_8));
          }
          answer(exchange, isChecked ? 200 : 400, "");
        }
        default -> exchange.sendResponseHeaders(400, -1);
      }
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
