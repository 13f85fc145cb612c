package dev.tailrace.sink.r2;

/// Somebody else has put another file where ours was to go: what this task knows of the chain is
/// old. It reads the chain and the log again. Carries no stack trace: nothing is wrong.
final class ChainException extends RuntimeException {
  ChainException(String message) {
    super(message, null, false, false);
  }
}
