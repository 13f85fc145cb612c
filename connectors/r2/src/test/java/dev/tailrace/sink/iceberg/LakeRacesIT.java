package dev.tailrace.sink.iceberg;

import static dev.tailrace.sink.iceberg.TestLake.DAY_COLUMN;
import static dev.tailrace.sink.iceberg.TestLake.files;
import static dev.tailrace.sink.iceberg.TestLake.snapshots;
import static dev.tailrace.sink.iceberg.TestLake.ten;
import static dev.tailrace.sink.iceberg.TestLake.wave;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.engines.FaultProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.junit.jupiter.api.Test;

/// Writers that commit to one table at the same moment.
class LakeRacesIT extends LakeTableContract {
  private void race(int commits, String first, String second) throws InterruptedException {
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String partition : List.of(first, second)) {
        LakeTable own = server.connect().existing(name, DAY_COLUMN).orElseThrow();
        running.add(
            threads.submit(
                () -> IntStream.range(0, commits).forEach(i -> commit(own, ten(partition, i)))));
      }
      for (Future<?> each : running) {
        try {
          each.get();
        } catch (ExecutionException e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  /// As the ledger does: until nobody is quicker.
  private static void commit(LakeTable to, Wave wave) {
    while (true) {
      try {
        to.commit(List.of(wave));
        return;
      } catch (CommitFailedException | CommitStateUnknownException _) {
        Thread.onSpinWait();
      }
    }
  }

  private static List<String> locations(int commits, String... partitions) {
    return Stream.of(partitions)
        .flatMap(partition -> IntStream.range(0, commits).mapToObj(i -> ten(partition, i)))
        .map(wave -> wave.files().getFirst().location())
        .sorted()
        .toList();
  }

  @Test
  void writersOfTwoPartitions_loseNoFileAndDoubleNone() throws InterruptedException {
    race(15, P, Q);

    assertThat(files(seen())).isEqualTo(locations(15, P, Q));
    assertThat(table.next(P)).isEqualTo(OptionalLong.of(150));
    assertThat(table.next(Q)).isEqualTo(OptionalLong.of(150));
    assertThat(snapshots(seen())).hasSize(30);
  }

  @Test
  void writersOfOnePartition_loseNoFileAndDoubleNone() throws InterruptedException {
    race(30, P, P);

    assertThat(files(seen())).isEqualTo(locations(30, P));
    assertThat(table.next(P)).isEqualTo(OptionalLong.of(300));
    assertThat(Set.copyOf(files(seen()))).hasSize(30);
    assertThat(snapshots(seen())).hasSize(30);
  }

  /// The second copy of a commit is refused, and what the first put into the table must stay.
  @Test
  void commitsThatArriveTwice_leaveTheTableWhole() {
    try (FaultProxy proxy = FaultProxy.start(0, server.catalog())) {
      LakeTable behind = server.connect(proxy.url()).existing(name, DAY_COLUMN).orElseThrow();
      proxy.let(
          line -> line.startsWith("POST") ? new FaultProxy.Fate.DoneTwice() : FaultProxy.PASS);

      for (int i = 0; i < 5; i++) {
        commit(behind, ten(P, i));
      }

      assertThat(proxy.faults()).isGreaterThanOrEqualTo(5);
    }
    assertThat(files(seen())).isEqualTo(locations(5, P));
    assertThat(table.next(P)).isEqualTo(OptionalLong.of(50));
  }
}
