package dev.tailrace.stack;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stops the stack cleanly before its disk is full, since a broker that cannot write dies hard.
final class DiskGuard implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DiskGuard.class);

  /// Below this much free space the stack stops.
  static final long RESERVE_BYTES = 256L << 20;

  private static final long PERIOD_SECONDS = 2;

  private final DataDirectory directory;
  private final Consumer<StackException> stop;
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("disk-guard").factory());

  DiskGuard(DataDirectory directory, Consumer<StackException> stop) {
    this.directory = directory;
    this.stop = stop;
    var _ = scheduler.scheduleWithFixedDelay(this::look, 0, PERIOD_SECONDS, TimeUnit.SECONDS);
  }

  private void look() {
    try {
      long usable = directory.usableBytes();
      if (usable < RESERVE_BYTES) {
        scheduler.shutdown();
        stop.accept(
            new StackException(
                "the disk of "
                    + directory.root()
                    + " is full ("
                    + (usable >> 20)
                    + " MiB left); the stack stopped and kept everything. Free some space and"
                    + " start it again"));
      }
    } catch (IOException e) {
      LOG.warn("cannot tell the free space of {}: {}", directory.root(), e.getMessage());
    }
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
