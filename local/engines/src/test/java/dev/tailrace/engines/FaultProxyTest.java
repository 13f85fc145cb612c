package dev.tailrace.engines;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tailrace.engines.FaultProxy.Fate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {
  private static final int LARGE = 16 << 20;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;
  private FaultProxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = server(0);
    proxy = FaultProxy.start(0, URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  @AfterEach
  void stop() {
    proxy.close();
    server.stop(0);
    http.close();
    threads.close();
  }

  @Test
  void largeBodies_passWholeInBothDirections() throws Exception {
    byte[] body = new byte[LARGE];
    new SplittableRandom(5).nextBytes(body);

    HttpResponse<byte[]> sized =
        http.send(request("/echo", BodyPublishers.ofByteArray(body)), BodyHandlers.ofByteArray());
    HttpResponse<byte[]> chunked =
        http.send(
            request("/echo", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))),
            BodyHandlers.ofByteArray());

    assertThat(Arrays.equals(sized.body(), body)).isTrue();
    assertThat(Arrays.equals(chunked.body(), body)).isTrue();
    assertThat(proxy.faults()).isZero();
  }

  @Test
  void expectContinue_isAnsweredByTheProxy() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(proxy.url().resolve("/echo"))
            .expectContinue(/* enable= */ true)
            .POST(BodyPublishers.ofString("rows"))
            .build();

    assertThat(http.send(request, BodyHandlers.ofString()).body()).isEqualTo("rows");
  }

  @Test
  void manyConnections_areServedAtOnce() throws Exception {
    CountDownLatch all = new CountDownLatch(100);
    proxy.let(
        _ -> {
          all.countDown();
          return new Fate.Held(all);
        });

    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      answers.add(http.sendAsync(post("/echo", "row " + i), BodyHandlers.ofString()));
    }

    for (int i = 0; i < 100; i++) {
      assertThat(answers.get(i).get(20, TimeUnit.SECONDS).body()).isEqualTo("row " + i);
    }
    assertThat(proxy.faults()).isEqualTo(100);
  }

  @Test
  void refuse_serverDoesNotSeeTheRequest() {
    proxy.letNext(1, "POST", new Fate.Refuse());

    assertThatIOException().isThrownBy(() -> send("/refused", "a"));

    assertThat(seen).isEmpty();
  }

  @Test
  void answer_isTheProxys() throws Exception {
    proxy.letNext(1, "POST", new Fate.Answer(503));

    assertThat(send("/answered", "a").statusCode()).isEqualTo(503);
    assertThat(send("/passed", "b").statusCode()).isEqualTo(200);

    assertThat(seen).containsExactly("POST /passed b");
    assertThat(proxy.faults()).isEqualTo(1);
  }

  @Test
  void doneButAnswered_serverDoesIt() throws Exception {
    proxy.letNext(1, "POST", new Fate.DoneButAnswer(500));

    assertThat(send("/done", "a").statusCode()).isEqualTo(500);

    assertThat(seen).containsExactly("POST /done a");
  }

  @Test
  void doneButDropped_serverDoesIt() {
    proxy.letNext(1, "POST", new Fate.DoneButDropped());

    assertThatIOException().isThrownBy(() -> send("/dropped", "a"));

    assertThat(seen).containsExactly("POST /dropped a");
  }

  @Test
  void doneTwice_serverDoesItTwice() throws Exception {
    proxy.letNext(1, "POST", new Fate.DoneTwice());

    assertThat(send("/twice", "a").body()).isEqualTo("a");

    assertThat(seen).containsExactly("POST /twice a", "POST /twice a");
  }

  @Test
  void delayed_answerComesLate() throws Exception {
    proxy.letNext(1, "POST", new Fate.Delayed(Duration.ofMillis(300)));
    long start = System.nanoTime();

    assertThat(send("/delayed", "a").body()).isEqualTo("a");

    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(300_000_000);
  }

  @Test
  void answerCut_serverDoesItAndTheClientGetsHalf() {
    proxy.letNext(1, "POST", new Fate.AnswerCut());

    assertThatIOException().isThrownBy(() -> send("/cut", "a".repeat(1_000)));

    assertThat(seen).containsExactly("POST /cut " + "a".repeat(1_000));
  }

  @Test
  void answerCut_clientIsReset() throws Exception {
    proxy.letNext(1, "POST", new Fate.AnswerCut());
    try (Socket client = new Socket(InetAddress.ofLiteral("127.0.0.1"), proxy.port())) {
      client
          .getOutputStream()
          .write("POST /cut HTTP/1.1\r\nContent-Length: 4\r\n\r\nrows".getBytes(ISO_8859_1));

      assertThatThrownBy(() -> client.getInputStream().readAllBytes())
          .hasMessageContaining("reset");
    }
  }

  @Test
  void resetInBody_serverGetsHalfAndAReset() throws Exception {
    BlockingQueue<String> got = new LinkedBlockingQueue<>();
    try (ServerSocket raw = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
        FaultProxy cut =
            FaultProxy.start(0, URI.create("http://127.0.0.1:" + raw.getLocalPort()))) {
      cut.let(_ -> new Fate.ResetInBody());
      var _ = threads.submit(() -> readToTheEnd(raw, got));

      assertThatIOException()
          .isThrownBy(
              () ->
                  http.send(
                      HttpRequest.newBuilder(cut.url())
                          .POST(BodyPublishers.ofString("x".repeat(1_000)))
                          .build(),
                      BodyHandlers.ofString()));

      assertThat(got.poll(10, TimeUnit.SECONDS)).endsWith("\r\n\r\n" + "x".repeat(500));
      assertThat(got.poll(10, TimeUnit.SECONDS)).contains("reset");
    }
  }

  @Test
  void rewrite_changesWhatTheServerSeesButNotTheDecision() throws Exception {
    List<String> decided = new CopyOnWriteArrayList<>();
    proxy.let(
        line -> {
          decided.add(line);
          return FaultProxy.PASS;
        });
    proxy.rewrite(head -> head.replaceFirst("&token=[^& ]*", ""));

    assertThat(send("/?database=a&token=t-1&b=2", "rows").body()).isEqualTo("rows");

    assertThat(seen).containsExactly("POST /?database=a&b=2 rows");
    assertThat(decided).containsExactly("POST /?database=a&token=t-1&b=2 HTTP/1.1");
  }

  @Test
  void serverDown_endsTheConnectionUntilItIsBack() throws Exception {
    assertThat(send("/before", "a").statusCode()).isEqualTo(200);
    int port = server.getAddress().getPort();
    server.stop(0);

    assertThatIOException().isThrownBy(() -> send("/down", "b"));
    server = server(port);

    assertThat(send("/back", "c").statusCode()).isEqualTo(200);
    assertThat(seen).containsExactly("POST /before a", "POST /back c");
  }

  @Test
  void serverRestartedBetweenTwoRequests_keptConnectionGoesOn() throws Exception {
    try (Socket client = new Socket(InetAddress.ofLiteral("127.0.0.1"), proxy.port())) {
      assertThat(rawGet(client)).startsWith("HTTP/1.1 200");
      int port = server.getAddress().getPort();
      server.stop(0);
      server = server(port);

      assertThat(rawGet(client)).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void takenPort_isNamed() {
    assertThatThrownBy(() -> FaultProxy.start(proxy.port(), proxy.url()))
        .isInstanceOf(PortTakenException.class)
        .hasMessageContaining("the fault proxy");
  }

  private static String rawGet(Socket client) throws IOException {
    client.getOutputStream().write("GET /raw HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(ISO_8859_1));
    HttpHead head = HttpHead.read(client.getInputStream()).orElseThrow();
    HttpMessage.read(head, HttpBody.ofAnswer(head, "GET /raw HTTP/1.1"), client.getInputStream());
    return head.startLine();
  }

  private static void readToTheEnd(ServerSocket raw, BlockingQueue<String> got) {
    StringBuilder text = new StringBuilder();
    try (Socket connection = raw.accept();
        InputStream in = connection.getInputStream()) {
      for (int next = in.read(); next >= 0; next = in.read()) {
        text.append((char) next);
      }
      got.add(text.toString());
      got.add("end without an error");
    } catch (IOException e) {
      got.add(text.toString());
      got.add(e.getMessage());
    }
  }

  private HttpResponse<String> send(String path, String body) throws Exception {
    return http.send(post(path, body), BodyHandlers.ofString());
  }

  private HttpRequest post(String path, String body) {
    return request(path, BodyPublishers.ofString(body));
  }

  private HttpRequest request(String path, BodyPublisher body) {
    return HttpRequest.newBuilder(URI.create(proxy.url() + path)).POST(body).build();
  }

  /// Answers with what it was sent.
  private HttpServer server(int port) throws IOException {
    HttpServer echo =
        HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 200);
    echo.setExecutor(threads);
    echo.createContext("/", this::echo);
    echo.start();
    return echo;
  }

  private void echo(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (body.length <= 1_000) {
        seen.add(
            "%s %s %s"
                .formatted(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI(),
                    new String(body, ISO_8859_1)));
      }
      boolean chunked = exchange.getRequestHeaders().containsKey("Transfer-Encoding");
      exchange.sendResponseHeaders(200, chunked ? 0 : body.length == 0 ? -1 : body.length);
      if (chunked || body.length > 0) {
        exchange.getResponseBody().write(body);
      }
    }
  }
}
