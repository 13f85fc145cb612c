package dev.tailrace.letters;

/// Dead letters cannot be read or published again; the message says why and what to do.
public final class LettersException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LettersException(String message) {
    super(message);
  }

  public LettersException(String message, Throwable cause) {
    super(message, cause);
  }
}
