package dev.tailrace.engines;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// The ClickHouse process of a parent that was killed. It notices that and stops by itself, which
/// takes as long as the engine needs to write what it holds; the next server must wait for it.
final class FormerChild {
  private static final String SERVICE = "ClickHouse";
  /// Longer than the child takes before it ends an engine that does not stop.
  static final Duration STOPS_WITHIN = Duration.ofSeconds(25);

  private static final Duration DIES_WITHIN = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private FormerChild() {}

  /// Returns when nobody holds the directory.
  ///
  /// @param bound how long a child without parent may take before it is ended by force
  /// @throws DirectoryInUseException when it is held by a server whose parent lives, or by
  /// something that is not certain to be a server of ours
  static void awaitGone(Path directory, Duration bound) throws IOException {
    Optional<String> holder = await(directory, bound);
    if (holder.isEmpty()) {
      return;
    }
    ProcessHandle stuck =
        LockOwner.parse(holder.get())
            .flatMap(owner -> owner.provenChild(directory.toString()))
            .orElseThrow(() -> inUse(directory, holder.get()));
    stuck.destroyForcibly();
    Optional<String> undead = await(directory, DIES_WITHIN);
    if (undead.isPresent()) {
      throw inUse(directory, undead.get());
    }
  }

  /// Who still holds the directory after that time; empty as soon as nobody does.
  private static Optional<String> await(Path directory, Duration bound) throws IOException {
    long end = System.nanoTime() + bound.toNanos();
    while (true) {
      Optional<String> holder = holder(directory);
      if (holder.isEmpty()) {
        return holder;
      }
      // Before the time is looked at: what has a parent is not ended, however short the bound.
      if (LockOwner.parse(holder.get()).map(LockOwner::parentLives).orElse(true)) {
        throw inUse(directory, holder.get());
      }
      if (System.nanoTime() - end > 0) {
        return holder;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /// Empty when nobody holds it.
  static Optional<String> holder(Path directory) throws IOException {
    return switch (DirectoryLock.attempt(directory, "")) {
      case DirectoryLock.Attempt.Acquired(DirectoryLock lock) -> {
        lock.close();
        yield Optional.empty();
      }
      case DirectoryLock.Attempt.Held(String owner) -> Optional.of(owner);
    };
  }

  private static DirectoryInUseException inUse(Path directory, String holder) {
    return new DirectoryInUseException(
        SERVICE, directory, holder.isEmpty() ? "another process" : holder);
  }
}
