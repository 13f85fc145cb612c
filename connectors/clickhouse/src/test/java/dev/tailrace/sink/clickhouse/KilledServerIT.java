package dev.tailrace.sink.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.sink.FakeConnect;
import dev.tailrace.sink.Ids;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// kill -9 of the engine again and again while batches are inserted: nothing lost, nothing double.
class KilledServerIT {
  private static final int KILLS = 5;
  private static final int PARTITIONS = 4;
  private static final int BATCHES = 60;
  private static final int ROWS = 500;

  @TempDir Path directory;

  @Test
  void killsDuringInserts_leaveExactlyWhatWasPublished() throws InterruptedException {
    try (LocalClickHouse server = new LocalClickHouse(directory)) {
      ClickHouseStore store = new ClickHouseStore(server);
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

  /// Kills each time some more rows are in, so that the kills fall among the inserts.
  private static void killAgainAndAgain(LocalClickHouse server, AtomicBoolean finished) {
    for (int kill = 1; kill <= KILLS && !finished.get(); kill++) {
      long goal = (long) kill * PARTITIONS * BATCHES * ROWS / (KILLS + 1);
      while (!finished.get() && Long.parseLong(server.query("SELECT count() FROM events")) < goal) {
        Thread.onSpinWait();
      }
      server.kill();
      server.start();
    }
  }
}
