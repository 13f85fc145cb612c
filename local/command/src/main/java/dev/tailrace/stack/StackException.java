package dev.tailrace.stack;

/// The stack cannot start or go on. The message names the thing, the value and the way out; it is
/// shown to the user as it is.
public final class StackException extends RuntimeException {
  public StackException(String message) {
    super(message);
  }

  public StackException(String message, Throwable cause) {
    super(message, cause);
  }
}
