package dev.tailrace.engines;

/// A service of this package could not be started, or did not stop.
///
/// The message is meant for the person at the terminal: it names the thing, the value and the way
/// out, so callers print it as it is, without a stack trace.
public class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EngineException(String message) {
    super(message);
  }

  public EngineException(String message, Throwable cause) {
    super(message, cause);
  }
}
