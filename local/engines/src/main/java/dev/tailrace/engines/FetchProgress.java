package dev.tailrace.engines;

/// Told how far the download of the ClickHouse engine is, a few times a second, from the thread
/// that asked for it. Not called at all when the engine is there already.
@FunctionalInterface
public interface FetchProgress {
  /// For callers who show nothing.
  FetchProgress NONE = (_, _) -> {};

  /// Called while the engine is fetched.
  ///
  /// @param bytesOnDisk unpacked so far; may pass `bytesExpected` a little
  /// @param bytesExpected what there will be, unpacked; the download itself is a third of it
  void update(long bytesOnDisk, long bytesExpected);
}
