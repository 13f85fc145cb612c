package dev.tailrace.serde;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/// A server that answers what it was told to, in order, and keeps what it was asked. When nothing
/// is left it answers as a registry that knows one schema, a string, under every id.
final class ScriptedRegistry implements AutoCloseable {
  record Reply(int status, String body) {}

  /// @param authorization null when the request had none
  record Request(String line, String authorization, String body) {}

  static final Reply ANY_SCHEMA =
      new Reply(200, "{\"schema\":\"\\\"string\\\"\",\"id\":7,\"version\":3}");
  static final Reply UNKNOWN_ID = new Reply(404, "{\"error_code\":40403,\"message\":\"no\"}");
  static final Reply OVERLOADED = new Reply(503, "{\"error_code\":50003,\"message\":\"busy\"}");

  private final HttpServer http;
  private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final String scheme;

  private ScriptedRegistry(HttpServer http, String scheme) {
    this.http = http;
    this.scheme = scheme;
    http.createContext("/", this::answer);
    http.start();
  }

  static ScriptedRegistry answering(Reply... replies) throws IOException {
    var registry = new ScriptedRegistry(HttpServer.create(loopback(), 0), "http");
    registry.replies.addAll(List.of(replies));
    return registry;
  }

  /// @param wantsClientCertificate as the parameters of the JDK's server have it
  static ScriptedRegistry overTls(SSLContext context, ClientCertificate wantsClientCertificate)
      throws IOException {
    HttpsServer https = HttpsServer.create(loopback(), 0);
    https.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters ssl = context.getDefaultSSLParameters();
            ssl.setNeedClientAuth(wantsClientCertificate == ClientCertificate.NEEDED);
            parameters.setSSLParameters(ssl);
          }
        });
    return new ScriptedRegistry(https, "https");
  }

  enum ClientCertificate {
    NEEDED,
    NOT_NEEDED
  }

  String url() {
    return scheme + "://localhost:" + http.getAddress().getPort();
  }

  List<Request> requests() {
    return requests;
  }

  @Override
  public void close() {
    http.stop(0);
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(
          new Request(
              exchange.getRequestMethod() + " " + exchange.getRequestURI(),
              exchange.getRequestHeaders().getFirst("Authorization"),
              new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
      Reply next = replies.poll();
      Reply reply = next == null ? ANY_SCHEMA : next;
      byte[] bytes = reply.body().getBytes(UTF_8);
      exchange.sendResponseHeaders(reply.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
