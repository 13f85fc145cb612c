package dev.tailrace.parts;

import java.util.concurrent.CompletableFuture;

/// A part of the pipeline that works.
///
/// @param failure is completed with the reason when it ends by itself
/// @param running ends it in order
public record RunningPart(CompletableFuture<String> failure, AutoCloseable running)
    implements AutoCloseable {
  /// Ends it in order.
  @Override
  public void close() {
    try {
      running.close();
    } catch (Exception e) {
      throw new IllegalStateException("cannot stop: " + e.getMessage(), e);
    }
  }
}
