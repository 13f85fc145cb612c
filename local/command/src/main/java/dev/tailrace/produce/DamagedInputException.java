package dev.tailrace.produce;

import java.io.IOException;

/// The content itself is damaged or cut off: reading it again meets the same place.
final class DamagedInputException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedInputException(String message) {
    super(message);
  }

  DamagedInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
