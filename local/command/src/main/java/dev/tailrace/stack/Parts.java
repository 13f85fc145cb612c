package dev.tailrace.stack;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What has been started and must be stopped. Parts start side by side, so the order of their end
/// is given by layers and not by the moment of their start. Thread-safe.
final class Parts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

  /// The later a layer stands here, the earlier it stops.
  enum Layer {
    DIRECTORY,
    SERVICES,
    PIPELINE,
    AROUND
  }

  private record Part(Layer layer, String name, AutoCloseable handle) {}

  private final List<Part> started = new ArrayList<>();

  synchronized <T extends AutoCloseable> T add(Layer layer, String name, T handle) {
    started.add(new Part(layer, name, handle));
    return handle;
  }

  /// Stops all, also when one of them does not stop well.
  @Override
  public synchronized void close() {
    started.sort(Comparator.comparing(Part::layer).reversed());
    started.forEach(Parts::stop);
    started.clear();
  }

  private static void stop(Part part) {
    try {
      part.handle().close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.warn("{} was interrupted while it stopped", part.name(), e);
    } catch (Exception e) {
      // One part that does not stop well must not keep the others running.
      LOG.warn("{} did not stop well: {}", part.name(), e.getMessage(), e);
    }
  }
}
