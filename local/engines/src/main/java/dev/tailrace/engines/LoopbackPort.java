package dev.tailrace.engines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// Ports of 127.0.0.1. Nothing in this package listens anywhere else.
final class LoopbackPort {
  private LoopbackPort() {}

  /// A port that was free a moment ago. Another program may take it before its user binds it.
  static int anyFree() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on 127.0.0.1", e);
    }
  }

  /// Returns when the port can be bound now; 0 always can.
  ///
  /// @throws PortTakenException when somebody else holds it
  static void requireFree(String service, int port) {
    if (port < 0 || port > 65_535) {
      throw new EngineException(
          "port " + port + " for " + service + " is outside 1 to 65535 (0 takes any free port)");
    }
    if (port == 0) {
      return;
    }
    try (ServerSocket socket = new ServerSocket()) {
      // A port whose last user closed its connections a moment ago is free for a listener.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    } catch (BindException e) {
      throw new PortTakenException(service, port, e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot check port " + port + " for " + service, e);
    }
  }
}
