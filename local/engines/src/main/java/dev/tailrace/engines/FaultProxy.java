package dev.tailrace.engines;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Stands between clients and a server that speak HTTP/1.1, and lets requests fail in ways that
/// real networks and stores have. Bytes are passed on as they are, so signatures stay valid; only
/// `Expect: 100-continue` is answered by the proxy, which reads each request whole.
///
/// The server may be down and come back at any time: a request it cannot be given ends the client's
/// connection. Thread-safe.
public final class FaultProxy implements AutoCloseable {
  /// The fate of a request that is answered as the server answers.
  public static final Fate PASS = new Fate.Pass();

  private final FaultListener listener;
  private final AtomicReference<Function<String, Fate>> fates = new AtomicReference<>(_ -> PASS);
  private final AtomicReference<UnaryOperator<String>> rewrite =
      new AtomicReference<>(UnaryOperator.identity());
  private final AtomicInteger faults = new AtomicInteger();

  private FaultProxy(int port, InetSocketAddress server) {
    this.listener = FaultListener.start("the fault proxy", port, client -> serve(client, server));
  }

  /// What happens to a request.
  public sealed interface Fate {
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

    /// The server gets it twice, as when something on the way tries again; the client gets the
    /// second answer.
    record DoneTwice() implements Fate {}

    /// The server does it, and the answer waits.
    record Held(CountDownLatch until) implements Fate {}

    /// The server does it, and the answer comes so much later.
    record Delayed(Duration by) implements Fate {}

    /// The server gets the head and half of the body; then its connection and the client's are
    /// reset. Where there is no body it gets half of the head.
    record ResetInBody() implements Fate {}

    /// The server does it; the client gets the head and half of the body of the answer, or half of
    /// the head where there is no body, and then its connection is reset.
    record AnswerCut() implements Fate {}
  }

  /// Starts a proxy that lets everything pass.
  ///
  /// @param port on 127.0.0.1; 0 takes any free one
  /// @param server its host and port; need not be up
  /// @throws PortTakenException when another program holds the port
  public static FaultProxy start(int port, URI server) {
    if (server.getHost() == null || server.getPort() < 0) {
      throw new EngineException(
          "the proxy needs host and port of the server, such as http://127.0.0.1:8123; not "
              + server);
    }
    return new FaultProxy(port, new InetSocketAddress(server.getHost(), server.getPort()));
  }

  /// Where clients connect, without a slash at its end.
  public URI url() {
    return URI.create("http://127.0.0.1:" + listener.port());
  }

  /// The port of [#url].
  public int port() {
    return listener.port();
  }

  /// From now on decides by the request line, such as `PUT /bucket/key HTTP/1.1`, as the client
  /// wrote it. Called by the threads of all connections.
  public void let(Function<String, Fate> decide) {
    fates.set(Objects.requireNonNull(decide));
  }

  /// Lets the next requests that begin with a method have this fate, and all others pass.
  public void letNext(int requests, String method, Fate fate) {
    AtomicInteger left = new AtomicInteger(requests);
    let(line -> line.startsWith(method) && left.getAndDecrement() > 0 ? fate : PASS);
  }

  /// From now on changes the head of each request that the server sees, with the empty line at its
  /// end: say, takes a parameter out of the request line. What says where the body ends must stay.
  public void rewrite(UnaryOperator<String> change) {
    rewrite.set(Objects.requireNonNull(change));
  }

  /// How many requests did not simply pass.
  public int faults() {
    return faults.get();
  }

  private void serve(Socket client, InetSocketAddress server)
      throws IOException, InterruptedException {
    try (Upstream upstream = new Upstream(server)) {
      new FaultConnection(client, upstream, this::fate, head -> rewrite.get().apply(head)).serve();
    }
  }

  private Fate fate(String requestLine) {
    Fate fate = fates.get().apply(requestLine);
    if (!(fate instanceof Fate.Pass)) {
      faults.incrementAndGet();
    }
    return fate;
  }

  /// Ends all connections.
  @Override
  public void close() {
    listener.close();
  }
}
