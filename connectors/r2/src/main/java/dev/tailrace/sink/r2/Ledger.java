package dev.tailrace.sink.r2;

import dev.tailrace.sink.Outcome;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/// Who is told of files that are in the bucket, and remembers them. Thread-safe.
interface Ledger {
  /// Where reading of a partition must begin.
  ///
  /// @return empty when Connect's own offset is right
  OptionalLong start(int partition) throws InterruptedException;

  /// Takes a wave. Waves of a partition come in order.
  ///
  /// @param durable is told the wave's `resume` as soon as all of its files are remembered
  void settle(int partition, Wave wave, LongConsumer durable);

  /// What keeps the ledger from remembering, if somebody must act.
  default Optional<Outcome.Failure> failure() {
    return Optional.empty();
  }

  /// Stops.
  ///
  /// @return a thread that may still be running
  default Optional<Thread> close() {
    return Optional.empty();
  }

  /// Without a table the bucket itself is the memory.
  Ledger BUCKET_ALONE =
      new Ledger() {
        @Override
        public OptionalLong start(int partition) {
          return OptionalLong.empty();
        }

        @Override
        public void settle(int partition, Wave wave, LongConsumer durable) {
          durable.accept(wave.resume());
        }
      };
}
