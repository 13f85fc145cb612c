package dev.tailrace.sink.r2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/// Stands between a client and a server that speak HTTP, and lets requests fail in ways that real
/// networks and stores have. Bytes are passed on as they are, so signatures stay valid.
final class FaultProxy implements AutoCloseable {
  /// What happens to a request.
  sealed interface Fate {
    /// It is answered as the server answers.
    record Pass() implements Fate {}

    /// The connection ends before the server sees it.
    record Refuse() implements Fate {}

    /// It is answered with this status, and the server never sees it.
    record Answer(int status) implements Fate {}

    /// The server does it, and the client gets this status instead of the answer.
    record DoneButAnswer(int status) implements Fate {}

    /// The server does it, and the connection ends before the answer.
    record DoneButDropped() implements Fate {}

    /// The server does it, and the answer waits.
    record Held(CountDownLatch until) implements Fate {}
  }

  static final Fate PASS = new Fate.Pass();

  private final URI server;
  private final ServerSocket socket;
  private final AtomicReference<Function<String, Fate>> fates = new AtomicReference<>(_ -> PASS);
  final AtomicInteger faults = new AtomicInteger();

  FaultProxy(URI server) {
    this.server = server;
    try {
      socket = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  /// Decides by the request line, such as `PUT /bucket/key HTTP/1.1`.
  void let(Function<String, Fate> decide) {
    fates.set(decide);
  }

  /// Lets the next requests that begin with a method have this fate.
  void letNext(int requests, String method, Fate fate) {
    AtomicInteger left = new AtomicInteger(requests);
    let(line -> line.startsWith(method) && left.getAndDecrement() > 0 ? fate : PASS);
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException _) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket upstream = new Socket(server.getHost(), server.getPort())) {
      InputStream fromClient = new BufferedInputStream(client.getInputStream());
      InputStream fromServer = new BufferedInputStream(upstream.getInputStream());
      for (Optional<Message> request = request(fromClient, client.getOutputStream());
          request.isPresent();
          request = request(fromClient, client.getOutputStream())) {
        if (!pass(request.get(), client.getOutputStream(), upstream, fromServer)) {
          return;
        }
      }
    } catch (IOException | InterruptedException _) {
      // One of the two went away; so does the connection.
    }
  }

  /// @return false when the connection ends
  private boolean pass(
      Message request, OutputStream toClient, Socket upstream, InputStream fromServer)
      throws IOException, InterruptedException {
    Fate fate = fates.get().apply(request.firstLine());
    if (fate != PASS) {
      faults.incrementAndGet();
    }
    switch (fate) {
      case Fate.Refuse _ -> {
        return false;
      }
      case Fate.Answer(int status) -> answer(toClient, status);
      case Fate.Pass _ -> toClient.write(exchange(request, upstream, fromServer));
      case Fate.DoneButAnswer(int status) -> {
        exchange(request, upstream, fromServer);
        answer(toClient, status);
      }
      case Fate.DoneButDropped _ -> {
        exchange(request, upstream, fromServer);
        return false;
      }
      case Fate.Held(CountDownLatch until) -> {
        byte[] answer = exchange(request, upstream, fromServer);
        until.await();
        toClient.write(answer);
      }
    }
    toClient.flush();
    return true;
  }

  private static void answer(OutputStream to, int status) throws IOException {
    to.write(
        "HTTP/1.1 %d Fault\r\nContent-Length: 0\r\n\r\n".formatted(status).getBytes(ISO_8859_1));
  }

  private static byte[] exchange(Message request, Socket upstream, InputStream fromServer)
      throws IOException {
    upstream.getOutputStream().write(request.bytes());
    upstream.getOutputStream().flush();
    boolean hasBody = !request.firstLine().startsWith("HEAD");
    Message answer = message(fromServer, hasBody).orElseThrow(() -> new IOException("no answer"));
    return answer.firstLine().contains(" 100 ")
        ? message(fromServer, hasBody).orElseThrow(() -> new IOException("no answer")).bytes()
        : answer.bytes();
  }

  private static final class Message {
    private final String firstLine;
    private final byte[] bytes;

    Message(String firstLine, byte[] bytes) {
      this.firstLine = firstLine;
      this.bytes = bytes;
    }

    String firstLine() {
      return firstLine;
    }

    byte[] bytes() {
      return bytes;
    }
  }

  /// A request with its body, which the client is told to send.
  private static Optional<Message> request(InputStream in, OutputStream toClient)
      throws IOException {
    Optional<String> head = head(in);
    if (head.isEmpty()) {
      return Optional.empty();
    }
    if (head.get().toLowerCase(Locale.ROOT).contains("expect: 100-continue")) {
      toClient.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
      toClient.flush();
    }
    String passed = head.get().replaceAll("(?i)Expect: 100-continue\r\n", "");
    return Optional.of(withBody(passed, in, true));
  }

  private static Optional<Message> message(InputStream in, boolean hasBody) throws IOException {
    Optional<String> head = head(in);
    return head.isEmpty() ? Optional.empty() : Optional.of(withBody(head.get(), in, hasBody));
  }

  private static Optional<String> head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0; next = in.read()) {
      head.write(next);
      if (next == '\n' && head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
        return Optional.of(head.toString(ISO_8859_1));
      }
    }
    return Optional.empty();
  }

  private static Message withBody(String head, InputStream in, boolean hasBody) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.getBytes(ISO_8859_1));
    String lower = head.toLowerCase(Locale.ROOT);
    if (hasBody && lower.contains("transfer-encoding: chunked")) {
      copyChunks(in, all);
    } else if (hasBody) {
      all.writeBytes(in.readNBytes(length(lower)));
    }
    return new Message(head.lines().findFirst().orElse(""), all.toByteArray());
  }

  private static int length(String lowerHead) {
    return lowerHead
        .lines()
        .filter(line -> line.startsWith("content-length:"))
        .map(line -> Integer.parseInt(line.substring("content-length:".length()).strip()))
        .findFirst()
        .orElse(0);
  }

  private static void copyChunks(InputStream in, ByteArrayOutputStream to) throws IOException {
    while (true) {
      ByteArrayOutputStream size = new ByteArrayOutputStream();
      for (int next = in.read(); next >= 0; next = in.read()) {
        size.write(next);
        if (next == '\n') {
          break;
        }
      }
      to.writeBytes(size.toByteArray());
      int length = Integer.parseInt(size.toString(ISO_8859_1).strip(), 16);
      to.writeBytes(in.readNBytes(length + 2));
      if (length == 0) {
        return;
      }
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
