package dev.tailrace.faults;

import dev.tailrace.postgres.PostgresAddress;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches how far each store has come while events are published, and notes the longest time
/// during which it stood still. A store that cannot be asked stands still.
///
/// Each store has a thread of its own, so that one that does not answer holds up no other.
/// Thread-safe.
final class Freshness implements AutoCloseable {
  static final String EVENTS = "ClickHouse events";
  static final String WINDOWS = "ClickHouse windows";
  static final String THINGS = "Postgres things";
  static final String TABLE = "Iceberg events";

  private static final Logger LOG = LoggerFactory.getLogger(Freshness.class);
  private static final Duration PACE = Duration.ofMillis(250);

  /// Its answer is the table's whole metadata.
  private static final Duration TABLE_PACE = Duration.ofSeconds(1);

  private final List<Watch> watches;
  private final LongSupplier published;
  private final CountDownLatch closing = new CountDownLatch(1);

  /// One store.
  private record Watch(String name, StorePosition store, Duration pace, LongestGap gap) {}

  private Freshness(StoreAddresses stores, LongSupplier published) {
    this.published = published;
    this.watches =
        List.of(
            watch(EVENTS, StorePosition.ofEvents(stores), PACE),
            watch(WINDOWS, StorePosition.ofWindows(stores), PACE),
            watch(THINGS, StorePosition.ofThings(stores.postgres()), PACE),
            watch(TABLE, StorePosition.ofTable(stores.catalog()), TABLE_PACE));
  }

  /// Where the stores are.
  ///
  /// @param clickHouse such as `http://127.0.0.1:8123`
  /// @param database of ClickHouse, where the tables are
  /// @param catalog the Iceberg REST catalog
  record StoreAddresses(URI clickHouse, String database, PostgresAddress postgres, URI catalog) {}

  /// Starts to watch. No store need be up.
  ///
  /// @param published how many events were published so far; called from several threads
  static Freshness start(StoreAddresses stores, LongSupplier published) {
    var freshness = new Freshness(stores, published);
    for (Watch watch : freshness.watches) {
      Thread.ofPlatform()
          .daemon()
          .name("freshness of " + watch.name())
          .start(() -> freshness.run(watch));
    }
    return freshness;
  }

  /// The longest time since [#reset], or since the start, during which each store did not advance
  /// although events were published meanwhile, by its name.
  Map<String, Duration> longestGaps() {
    Map<String, Duration> gaps = new LinkedHashMap<>();
    for (Watch watch : watches) {
      gaps.put(watch.name(), watch.gap().longest(System.nanoTime(), published.getAsLong()));
    }
    return gaps;
  }

  /// Forgets all gaps; those that have not ended begin now.
  void reset() {
    watches.forEach(watch -> watch.gap().reset(System.nanoTime(), published.getAsLong()));
  }

  private Watch watch(String name, StorePosition store, Duration pace) {
    return new Watch(name, store, pace, new LongestGap(System.nanoTime(), published.getAsLong()));
  }

  private void run(Watch watch) {
    try (StorePosition store = watch.store()) {
      while (!closing.await(watch.pace().toMillis(), TimeUnit.MILLISECONDS)) {
        sample(watch.gap(), store);
      }
    } catch (InterruptedException _) {
      // Nobody interrupts this thread but the end of the program.
      Thread.currentThread().interrupt();
    }
  }

  private void sample(LongestGap gap, StorePosition store) throws InterruptedException {
    try {
      String position = store.ask();
      gap.seen(System.nanoTime(), published.getAsLong(), position);
    } catch (StorePosition.Unknown e) {
      LOG.debug("a store cannot say how far it is", e);
      gap.unseen(System.nanoTime(), published.getAsLong());
    }
  }

  /// Ends the watch. Does not wait for stores that do not answer.
  @Override
  public void close() {
    closing.countDown();
  }
}
