package dev.tailrace.engines;

/// The port a service was told to listen on is held by somebody else. Nothing was started.
public final class PortTakenException extends EngineException {
  private static final long serialVersionUID = 1L;

  private final int port;

  PortTakenException(String service, int port, Throwable cause) {
    super(
        "port %d on 127.0.0.1, wanted by %s, is taken by another program; stop that program (\"ss -ltnp sport = :%d\" names it) or choose another port, 0 for any free one"
            .formatted(port, service, port),
        cause);
    this.port = port;
  }

  /// The port that is taken.
  public int port() {
    return port;
  }
}
