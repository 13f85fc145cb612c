package dev.tailrace.sink.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.sink.FakeConnect;
import dev.tailrace.sink.Ids;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// kill -9 of the engine again and again while batches are inserted: nothing lost, nothing double.
///
/// Each kill falls right after an entry in the deduplication log, where part and token are most
/// likely to part company.
class KilledServerIT {
  private static final int KILLS = 8;
  private static final int PARTITIONS = 4;
  private static final int BATCHES = 40;
  private static final int ROWS = 500;
  private static final String SEVERAL_PARTS_A_BATCH =
      "MergeTree PARTITION BY number % 3 ORDER BY number";

  @TempDir Path directory;

  @Test
  void killsDuringInserts_leaveExactlyWhatWasPublished() throws InterruptedException {
    try (LocalClickHouse server = new LocalClickHouse(directory)) {
      ClickHouseStore store = new ClickHouseStore(server, SEVERAL_PARTS_A_BATCH);
      FakeConnect connect = new FakeConnect(store::connect);
      publish(connect, store);
      AtomicBoolean finished = new AtomicBoolean();
      Thread killer = Thread.ofPlatform().start(() -> killAgainAndAgain(server, finished));

      FakeConnect.Run run = connect.start();
      run.untilAllCommitted();
      finished.set(true);
      killer.join();
      run.stop();

      long expected = (long) PARTITIONS * BATCHES * ROWS;
      assertThat(server.query("SELECT count(), uniqExact(number) FROM events"))
          .isEqualTo(expected + "\t" + expected);
    }
  }

  private static void publish(FakeConnect connect, ClickHouseStore store) {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      for (int batch = 0; batch < BATCHES; batch++) {
        String id = Ids.batch(batch * PARTITIONS + partition);
        long first = (long) (batch * PARTITIONS + partition) * ROWS;
        int of = partition;
        List<byte[]> rows =
            IntStream.range(0, ROWS).mapToObj(i -> store.row(id, of, first + i)).toList();
        connect.append(partition, id, rows);
        connect.seal(partition, id);
      }
    }
  }

  /// Waits each time until some more rows are in, so that the kills fall all over the batches.
  private static void killAgainAndAgain(LocalClickHouse server, AtomicBoolean finished) {
    Path log =
        Path.of(server.query("SELECT data_paths[1] FROM system.tables WHERE name = 'events'"))
            .resolve("deduplication_logs");
    for (int kill = 1; kill <= KILLS && !finished.get(); kill++) {
      long goal = (long) kill * PARTITIONS * BATCHES * ROWS / (KILLS + 1);
      Awaitility.await()
          .pollInterval(Duration.ofMillis(10))
          .until(() -> finished.get() || storedRows(server) >= goal);
      long before = bytes(log);
      while (!finished.get() && bytes(log) == before) {
        Thread.onSpinWait();
      }
      server.kill();
      server.start();
    }
  }

  private static long storedRows(LocalClickHouse server) {
    return Long.parseLong(server.query("SELECT count() FROM events"));
  }

  private static long bytes(Path log) {
    File[] files = log.toFile().listFiles();
    return files == null ? 0 : Stream.of(files).mapToLong(File::length).sum();
  }
}
