package dev.tailrace.stack;

import dev.tailrace.app.Counts;
import dev.tailrace.app.TailraceApplication;
import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.engines.ClickHouseServer;
import dev.tailrace.engines.PostgresServer;
import dev.tailrace.postgres.PostgresAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// The whole pipeline on this machine: broker, registry, topology, Connect worker, S3 and Iceberg
/// catalog in this JVM, ClickHouse and Postgres as supervised child processes. Everything it keeps
/// is in one directory and survives any end of the process.
///
/// Thread-safe.
public final class Stack implements AutoCloseable {
  private static final Duration DELIVERY_LOOK = Duration.ofMillis(100);
  private static final Duration WINDOW_PATIENCE = Duration.ofSeconds(30);

  /// A sink that fails for this long while somebody waits for it needs a person.
  private static final Duration SINK_PATIENCE = Duration.ofSeconds(30);

  private final Parts parts;
  private final Health health;
  private final StackState state;
  private final TailraceApplication application;
  private final SinkWatch sinkWatch;
  private final ClickHouseHttp clickHouse;
  private final Lake lake;
  private final PostgresAddress postgres;
  private final InstantSource clock;

  Stack(
      Parts parts,
      Health health,
      StackState state,
      TailraceApplication application,
      SinkWatch sinkWatch,
      ClickHouseHttp clickHouse,
      Lake lake,
      PostgresAddress postgres,
      InstantSource clock) {
    this.parts = parts;
    this.health = health;
    this.state = state;
    this.application = application;
    this.sinkWatch = sinkWatch;
    this.clickHouse = clickHouse;
    this.lake = lake;
    this.postgres = postgres;
    this.clock = clock;
  }

  /// Starts everything and returns when events flow from `tail.raw` into ClickHouse.
  ///
  /// @param progress is told each step, in words for the user
  /// @throws StackException when a part cannot start; the others are stopped again
  public static Stack start(
      StackSettings settings, Consumer<String> progress, InstantSource clock) {
    return new StackStart(settings, progress, clock).run();
  }

  /// Starts the ClickHouse of a stopped stack alone, for as long as `work` takes.
  public static void withClickHouseAlone(Path data, Consumer<Endpoint> work) {
    try (DataDirectory directory = DataDirectory.open(data);
        ClickHouseServer server = ClickHouseServer.start(directory.clickHouse(), 0)) {
      work.accept(Endpoint.of(server.url()));
    } catch (IOException e) {
      throw new StackException("cannot leave the data directory " + data, e);
    }
  }

  /// Starts the Postgres of a stopped stack alone, for as long as `work` takes.
  public static void withPostgresAlone(Path data, Consumer<PostgresAddress> work) {
    try (DataDirectory directory = DataDirectory.open(data);
        PostgresServer server = PostgresServer.start(directory.postgres(), 0)) {
      work.accept(new PostgresAddress(server.jdbcUrl(), server.user(), server.password()));
    } catch (IOException e) {
      throw new StackException("cannot leave the data directory " + data, e);
    }
  }

  /// Starts the ClickHouse and the Postgres of a stopped stack alone, for as long as `work` takes.
  public static void withStoresAlone(Path data, BiConsumer<Endpoint, PostgresAddress> work) {
    try (DataDirectory directory = DataDirectory.open(data);
        ClickHouseServer clickHouse = ClickHouseServer.start(directory.clickHouse(), 0);
        PostgresServer postgres = PostgresServer.start(directory.postgres(), 0)) {
      work.accept(
          Endpoint.of(clickHouse.url()),
          new PostgresAddress(postgres.jdbcUrl(), postgres.user(), postgres.password()));
    } catch (IOException e) {
      throw new StackException("cannot leave the data directory " + data, e);
    }
  }

  /// Where the parts listen.
  public StackState state() {
    return state;
  }

  public ClickHouseHttp clickHouse() {
    return clickHouse;
  }

  /// Publishes the recorded events of a gzipped JSON Lines file over and over until the stack
  /// stops.
  public void feedSample(Path gzippedLines) {
    try {
      parts.add(
          Parts.Layer.AROUND,
          "sample feed",
          new SampleFeed(state.bootstrapServers(), StackTopics.RAW, gzippedLines, clock));
    } catch (UncheckedIOException e) {
      throw new StackException(e.getMessage() + ": " + e.getCause().getMessage(), e);
    }
  }

  /// Returns when all is well.
  ///
  /// @throws StackException when the stack cannot go on and must be closed
  public void requireHealthy() {
    health.require();
    application
        .failure()
        .ifPresent(
            failure -> {
              throw new StackException("the topology stopped: " + failure);
            });
  }

  /// Counts for a status line; a part that is away at the moment is named as the trouble.
  public StackCounts counts() {
    Optional<String> trouble =
        sinkWatch.failure().map(failure -> "a sink waits: " + failure.reason());
    try {
      List<String> rows =
          clickHouse.row("SELECT count(), countIf(event_type = 'mutation') FROM events");
      Counts refused = application.counts();
      return new StackCounts(
          Long.parseLong(rows.get(0)),
          Long.parseLong(rows.get(1)),
          refused.deadLetters().values().stream().mapToLong(Long::longValue).sum(),
          refused.allNotices(),
          trouble);
    } catch (StackException | IllegalStateException e) {
      return StackCounts.unknown(trouble.orElse(e.getMessage()));
    }
  }

  /// Notices that were counted and dropped, by type.
  Map<String, Long> notices() {
    return application.counts().notices();
  }

  /// Waits until every record of `tail.raw` has come through to every store.
  ///
  /// @param progress is told what is waited for, when it changes
  /// @param stopped asked often; true ends the wait
  /// @throws StackException when a part fails for good meanwhile
  public void awaitDelivery(Consumer<String> progress, BooleanSupplier stopped) {
    String told = "";
    try (Delivery delivery = new Delivery(state.bootstrapServers(), StackTopics.STAGES)) {
      for (Optional<Delivery.Stage> waiting = delivery.waitingFor();
          waiting.isPresent() && !stopped.getAsBoolean();
          waiting = delivery.waitingFor()) {
        requireHealthy();
        requireDelivering();
        String words = "waiting for " + waiting.get().name();
        if (!words.equals(told)) {
          progress.accept(words);
          told = words;
        }
        LockSupport.parkNanos(DELIVERY_LOOK.toNanos());
      }
    }
    awaitWindows(progress, stopped);
  }

  /// Offsets do not tell when windows are published: their sums are gathered for a while. Gives up
  /// when nothing moves any more; the recount then shows what is missing.
  private void awaitWindows(Consumer<String> progress, BooleanSupplier stopped) {
    WindowCheck windows = new WindowCheck(clickHouse);
    WindowCheck.Progress last = windows.progress();
    Instant moved = clock.instant();
    progress.accept("waiting for the windows");
    while (!last.isComplete()
        && !stopped.getAsBoolean()
        && Duration.between(moved, clock.instant()).compareTo(WINDOW_PATIENCE) < 0) {
      requireHealthy();
      LockSupport.parkNanos(DELIVERY_LOOK.toNanos());
      WindowCheck.Progress now = windows.progress();
      if (!now.equals(last)) {
        moved = clock.instant();
      }
      last = now;
    }
  }

  private void requireDelivering() {
    Instant now = clock.instant();
    sinkWatch
        .failure()
        .filter(failure -> Duration.between(failure.since(), now).compareTo(SINK_PATIENCE) > 0)
        .ifPresent(
            failure -> {
              throw new StackException("a sink does not deliver: " + failure.reason());
            });
  }

  /// Where the objects of the bucket with Parquet files lie as files.
  Path files() {
    return lake.files();
  }

  /// Compares the Parquet files and their table with ClickHouse.
  LakeCheck lakeCheck() {
    return LakeCheck.of(lake, clickHouse);
  }

  /// Where the things are.
  public PostgresAddress postgres() {
    return postgres;
  }

  /// Compares the things with their history.
  ThingsCheck thingsCheck() {
    return ThingsCheck.of(postgres, clickHouse);
  }

  /// Counts topics and stores anew. Call it when [#awaitDelivery] has returned.
  public Recount recount() {
    return Recount.of(this);
  }

  /// Stops the parts in the reverse order of their start. What is not stored by then is stored
  /// after the next start.
  @Override
  public void close() {
    parts.close();
  }
}
