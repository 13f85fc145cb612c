package dev.tailrace.lake;

/// A bucket or a catalog cannot be reached or changed; the message says why and what to do.
public final class LakeSchemaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LakeSchemaException(String message) {
    super(message);
  }

  LakeSchemaException(String message, Throwable cause) {
    super(message, cause);
  }
}
