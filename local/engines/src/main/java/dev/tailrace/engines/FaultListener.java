package dev.tailrace.engines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Accepts the connections of a proxy's clients, and serves each in a thread of its own.
final class FaultListener implements AutoCloseable {
  private static final int BACKLOG = 200;

  private final ServerSocket listener;
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();

  private FaultListener(ServerSocket listener) {
    this.listener = listener;
  }

  /// Serves one client until its connection ends, which is when this returns or throws.
  @FunctionalInterface
  interface Service {
    void serve(Socket client) throws IOException, InterruptedException;
  }

  /// @param port on 127.0.0.1; 0 takes any free one
  /// @throws PortTakenException when another program holds the port
  static FaultListener start(String name, int port, Service service) {
    LoopbackPort.requireFree(name, port);
    try {
      var listener = new ServerSocket(port, BACKLOG, InetAddress.ofLiteral("127.0.0.1"));
      var started = new FaultListener(listener);
      Thread.ofVirtual().name(name).start(() -> started.accept(service));
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot listen on port " + port, e);
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  /// Ends a connection such that its other end is told of an error (RST), not of an end (FIN). What
  /// was written and has not been sent is lost.
  static void reset(Socket socket) {
    try {
      socket.setSoLinger(/* on= */ true, 0);
      socket.close();
    } catch (IOException _) {
      // It has ended already.
    }
  }

  /// Ends a connection, whatever state it is in.
  static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // It has ended already.
    }
  }

  private void accept(Service service) {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        clients.add(client);
        Thread.ofVirtual().start(() -> serve(client, service));
      } catch (IOException _) {
        // Closed, or the client was gone before it was served.
      }
    }
  }

  private void serve(Socket client, Service service) {
    try (client) {
      client.setTcpNoDelay(/* on= */ true);
      service.serve(client);
    } catch (IOException | InterruptedException _) {
      // The client or the server went away; so does the connection.
    } finally {
      clients.remove(client);
    }
  }

  /// Ends all connections.
  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    clients.forEach(FaultListener::end);
  }
}
