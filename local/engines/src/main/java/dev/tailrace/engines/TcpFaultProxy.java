package dev.tailrace.engines;

import dev.tailrace.engines.TcpFaultConnection.CommitFate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// Stands between clients and PostgreSQL, and lets connections and commits fail. Clients that ask
/// for encryption are told that there is none.
///
/// The server may be down and come back at any time: a client that connects meanwhile loses its
/// connection. Thread-safe.
public final class TcpFaultProxy implements AutoCloseable {
  private final InetSocketAddress server;
  private final FaultListener listener;
  private final Set<TcpFaultConnection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicReference<CommitFate> nextCommit = new AtomicReference<>(CommitFate.PASS);
  private final AtomicInteger faults = new AtomicInteger();
  private volatile long stalledUntilNanos = System.nanoTime();

  private final TcpFaultConnection.Faults toConnections =
      new TcpFaultConnection.Faults() {
        @Override
        public CommitFate nextCommit() {
          CommitFate fate = nextCommit.getAndSet(CommitFate.PASS);
          if (fate != CommitFate.PASS) {
            faults.incrementAndGet();
          }
          return fate;
        }

        @Override
        public void awaitPassage() throws InterruptedException {
          long left = stalledUntilNanos - System.nanoTime();
          while (left > 0) {
            Thread.sleep(Duration.ofNanos(left));
            left = stalledUntilNanos - System.nanoTime();
          }
        }
      };

  private TcpFaultProxy(int port, InetSocketAddress server) {
    this.server = server;
    this.listener = FaultListener.start("the fault proxy of PostgreSQL", port, this::serve);
  }

  /// Starts a proxy that lets everything pass.
  ///
  /// @param port on 127.0.0.1; 0 takes any free one
  /// @param serverPort on 127.0.0.1; the server need not be up
  /// @throws PortTakenException when another program holds the port
  public static TcpFaultProxy start(int port, int serverPort) {
    return new TcpFaultProxy(
        port, new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), serverPort));
  }

  /// Where clients connect.
  public int port() {
    return listener.port();
  }

  /// A JDBC address of the server's, led through this proxy: same database and parameters.
  public String through(String jdbcUrl) {
    String direct = "//127.0.0.1:" + server.getPort() + "/";
    if (!jdbcUrl.contains(direct)) {
      throw new EngineException(
          "the proxy leads to " + direct + ", and " + jdbcUrl + " is another server");
    }
    return jdbcUrl.replace(direct, "//127.0.0.1:" + port() + "/");
  }

  /// Resets all connections that are open. Counts as one fault each.
  public void dropAll() {
    for (TcpFaultConnection connection : connections) {
      faults.incrementAndGet();
      connection.reset();
    }
  }

  /// Lets the server do the next COMMIT of any client, and resets the connection instead of the
  /// answer: what was committed is there, and the client does not know.
  public void dropNextCommit() {
    nextCommit.set(CommitFate.DROP_ANSWER);
  }

  /// Resets the connection of the next COMMIT of any client before it reaches the server.
  public void refuseNextCommit() {
    nextCommit.set(CommitFate.REFUSE);
  }

  /// Lets nothing pass in either direction for so long from now.
  public void stall(Duration time) {
    faults.incrementAndGet();
    stalledUntilNanos = System.nanoTime() + time.toNanos();
  }

  /// How many connections and commits met a fault, and how often all was stalled. A fault that
  /// waits for its COMMIT is not yet among them.
  public int faults() {
    return faults.get();
  }

  private void serve(Socket client) throws IOException, InterruptedException {
    try (Socket upstream = new Socket(server.getAddress(), server.getPort())) {
      upstream.setTcpNoDelay(/* on= */ true);
      TcpFaultConnection connection = new TcpFaultConnection(client, upstream, toConnections);
      connections.add(connection);
      try {
        connection.serve();
      } finally {
        connections.remove(connection);
      }
    }
  }

  /// Ends all connections.
  @Override
  public void close() {
    listener.close();
  }
}
