package dev.tailrace.sink.r2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.schema.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The law of the sink on random logs, read by random tasks: in the end each row is in one file,
/// and once in the table. A failure names the seed; `-Dtailrace.law.seed` runs it
/// again, and `-Dtailrace.law.trials` runs more.
class ExactlyOnceLawIT extends R2Contract {
  private static final Logger log = LoggerFactory.getLogger(ExactlyOnceLawIT.class);
  private static final int TRIALS = Integer.getInteger("tailrace.law.trials", 6);
  private static final List<String> FILE_ROWS = List.of("3", "7", "20", "1000");
  private static final List<String> ROLL_MILLIS = List.of("60000", "300000");

  @Test
  void randomLogsAndLives_leaveEachRowOnce() {
    long seed = Long.getLong("tailrace.law.seed", System.nanoTime());
    log.info("-Dtailrace.law.seed={}", seed);
    SplittableRandom seeds = new SplittableRandom(seed);
    for (int i = 0; i < TRIALS; i++) {
      try {
        new Trial("trial" + i, seeds.split()).run();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("trial %d of -Dtailrace.law.seed=%d".formatted(i, seed), e);
      }
    }
  }

  private final class Trial {
    private final String name;
    private final SplittableRandom random;
    private final boolean withTables;
    private final TopicLog rows = new TopicLog("events", 0);
    private final List<String> ulids = new ArrayList<>();
    private final Map<TopicPartition, Long> group = new HashMap<>();
    private final List<Long> everCommitted = new ArrayList<>(List.of(0L));
    private final AtomicReference<Instant> clock = new AtomicReference<>(NOON);
    private final List<TaskRun> zombies = new ArrayList<>();
    private Instant begun = NOON;

    Trial(String name, SplittableRandom random) {
      this.name = name;
      this.random = random;
      this.withTables = random.nextInt(3) > 0;
    }

    void run() {
      int lives = random.nextInt(1, 5);
      for (int i = 0; i < lives; i++) {
        live();
      }
      append();
      try (TaskRun last = start(withTables, group, clock)) {
        last.rounds(random.nextInt(10));
        for (TaskRun zombie : zombies) {
          zombie.passTo(begun.plusSeconds(3_600));
          zombie.untilStored();
        }
        last.passTo(begun.plusSeconds(3_600));
        last.untilStored();
      }
      zombies.forEach(TaskRun::close);
      assertEachRowIsThereOnce();
    }

    private void live() {
      append();
      if (random.nextInt(3) == 0) {
        group.put(rows.partition(), everCommitted.get(random.nextInt(everCommitted.size())));
      }
      boolean tables = withTables && random.nextInt(4) > 0;
      if (random.nextInt(4) == 0) {
        TaskRun zombie = start(tables, new HashMap<>(group), new AtomicReference<>(clock.get()));
        zombie.rounds(random.nextInt(8));
        zombies.add(zombie);
      } else {
        try (TaskRun run = start(tables, group, clock)) {
          run.rounds(random.nextInt(15));
          append();
          if (random.nextInt(3) == 0) {
            clock.updateAndGet(at -> at.plusSeconds(random.nextInt(600)));
          }
          run.rounds(random.nextInt(15));
        }
        everCommitted.add(group.getOrDefault(rows.partition(), 0L));
      }
    }

    private TaskRun start(
        boolean tables,
        Map<TopicPartition, Long> offsetsOfGroup,
        AtomicReference<Instant> clockOfTask) {
      Map<String, String> properties = tables ? lake.withTables() : lake.properties();
      properties.put(R2SinkKeys.PREFIX, name);
      properties.put(R2SinkKeys.NAMESPACE, name);
      properties.put(R2SinkKeys.FILE_MAX_ROWS, any(FILE_ROWS));
      properties.put(R2SinkKeys.ROLL_INTERVAL_MS, any(ROLL_MILLIS));
      return new TaskRun(properties, offsetsOfGroup, clockOfTask, rows)
          .polling(random.nextInt(1, 40));
    }

    private String any(List<String> choices) {
      return choices.get(random.nextInt(choices.size()));
    }

    /// Some batches more, sealed or not, with what else there is between them.
    private void append() {
      int batches = random.nextInt(1, 5);
      for (int i = 0; i < batches; i++) {
        begun = begun.plusSeconds(random.nextInt(200));
        String batch = TopicLog.batch(begun);
        int days = random.nextInt(1, 6);
        for (int row = random.nextInt(14); row > 0; row--) {
          Event event = event(begun.minus(Duration.ofDays(random.nextInt(days))));
          ulids.add(event.getUlid());
          rows.row(batch, value(event));
          if (random.nextInt(20) == 0) {
            rows.record(null, value(event(begun)), begun); // a stray
          }
        }
        if (random.nextInt(5) > 0) {
          rows.seal(batch);
        }
        rows.gap(random.nextInt(3));
      }
      tick(rows, begun);
    }

    private void assertEachRowIsThereOnce() {
      List<String> inFiles =
          lake.duckDb(name + "/events", "SELECT ulid FROM FILES ORDER BY ulid").stream()
              .map(List::getFirst)
              .toList();
      assertThat(inFiles).isEqualTo(ulids.stream().sorted().toList());
      if (withTables) {
        List<String> inTable =
            LocalLake.iceberg(lake.table(name, "events")).stream()
                .map(row -> row.getField("ulid").toString())
                .sorted()
                .toList();
        assertThat(inTable).isEqualTo(inFiles);
      }
    }
  }
}
