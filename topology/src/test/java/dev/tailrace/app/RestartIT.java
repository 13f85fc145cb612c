package dev.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tailrace.schema.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Stops and kills in the middle of the stream: every event exactly once, batches by their law.
class RestartIT {
  private static final String TEN_MINUTES = "600000";
  private static final int ROUNDS = 4;
  private static final List<byte[]> SAMPLE = Samples.lines("tail-events-prodlike.jsonl");

  @TempDir private Path directory;

  @Test
  void killedInTheMiddle_everyEventComesExactlyOnce() throws Exception {
    try (Cluster cluster = Cluster.start(directory)) {
      cluster.startTopology().close();
      int sent = 0;
      for (int round = 0; round < ROUNDS; round++) {
        var options = cluster.options();
        options.put("tailrace.kafka.producer.transaction.timeout.ms", TEN_MINUTES);
        try (TopologyProcess process = TopologyProcess.start(options, directory)) {
          List<byte[]> part = part(round);
          cluster.publish(part);
          int half = sent + part.size() / 2;
          await().atMost(Duration.ofSeconds(60)).until(() -> cluster.committedSum() > half);
          sent += part.size();
          process.kill();
        }
      }
      try (TailraceApplication application = cluster.startTopology()) {
        // A transaction left open would have to time out first, which takes longer than this waits.
        cluster.awaitProcessed();
        assertThat(application.counts().refusedRecords()).isZero();
      }
      List<Event> events = cluster.events();
      Set<String> ulids = new HashSet<>();
      for (Event event : events) {
        assertThat(ulids.add(event.getUlid())).as(event.getUlid()).isTrue();
      }
      assertThat(events.stream().filter(e -> !e.getEventType().equals("mutation")))
          .hasSize(SAMPLE.size());
      BatchLaw.check(cluster.runs());
    }
  }

  @Test
  void idleLastBatch_isSealedWithoutNewData() throws Exception {
    try (Cluster cluster = Cluster.start(directory);
        TailraceApplication _ = cluster.startTopology()) {
      cluster.publish(SAMPLE.subList(0, 30));
      cluster.awaitProcessed();
      cluster.publish(SAMPLE.subList(30, 31));
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(100))
          .until(() -> cluster.events().size() >= 31 && allSealed(cluster.runs()));
    }
  }

  @Test
  void batchOfAKilledLife_isSealedWithoutNewData() throws Exception {
    try (Cluster cluster = Cluster.start(directory)) {
      cluster.startTopology().close();
      var options = cluster.options();
      options.put("tailrace.batch.max-age", "1h");
      try (TopologyProcess process = TopologyProcess.start(options, directory)) {
        cluster.publish(SAMPLE.subList(0, 30));
        cluster.awaitProcessed();
        process.kill();
      }
      assertThat(cluster.runs()).isNotEmpty().noneMatch(BatchRun::sealed);
      try (TailraceApplication _ = cluster.startTopology()) {
        await().atMost(Duration.ofSeconds(60)).until(() -> allSealed(cluster.runs()));
      }
      assertThat(cluster.runs().stream().mapToInt(BatchRun::rows).sum())
          .isEqualTo(cluster.events().size());
      BatchLaw.check(cluster.runs());
    }
  }

  private static boolean allSealed(List<BatchRun> runs) {
    for (int i = 0; i < runs.size(); i++) {
      boolean last = i + 1 == runs.size() || runs.get(i + 1).partition() != runs.get(i).partition();
      if (last && !runs.get(i).sealed()) {
        return false;
      }
    }
    return !runs.isEmpty();
  }

  private static List<byte[]> part(int round) {
    int size = SAMPLE.size() / ROUNDS;
    return SAMPLE.subList(round * size, round == ROUNDS - 1 ? SAMPLE.size() : (round + 1) * size);
  }
}
