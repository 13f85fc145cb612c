package dev.tailrace.produce;

/// Publishing cannot begin or go on. The message names the thing, its value and the remedy, and is
/// meant for the user as it is.
public final class PublishException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PublishException(String message) {
    super(message);
  }

  public PublishException(String message, Throwable cause) {
    super(message, cause);
  }
}
