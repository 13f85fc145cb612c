package dev.tailrace.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.postgres.RandomMutations.Joining;
import dev.tailrace.things.Mutation;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The laws of [ThingsWriter], against a real server: for any history, order, repetition and cut
/// into batches the tables equal a plain replay, and a replay of it all changes no row.
class ThingsWriterLawIT {
  private static LocalPostgres postgres;

  private final StoredThings stored = new StoredThings(postgres::rows);

  @BeforeAll
  static void start(@TempDir Path directory) {
    postgres = new LocalPostgres(directory);
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @BeforeEach
  void emptyTables() {
    postgres.recreate();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void anyOrder_equalsThePlainReplay_andChangesNothingWhenReplayed(long seed) throws SQLException {
    RandomMutations source = new RandomMutations(seed, 40, 30);
    List<Mutation> history = source.list(3_000, Joining.FIXED);

    apply(source.shuffled(history), seed);

    assertEquals(PlainReplay.of(history));
    List<String> before = stored.physicalRows();
    apply(source.shuffled(history), seed + 1);
    assertThat(stored.physicalRows()).isEqualTo(before);
  }

  /// Only the time of creation of a relationship whose ends changed may differ, see docs/things.md.
  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void relationshipsThatChangeTheirEnds_areWhereTheyBelong(long seed) throws SQLException {
    RandomMutations source = new RandomMutations(seed, 30, 20);
    List<Mutation> history = source.list(3_000, Joining.CHANGING);

    apply(source.shuffled(history), seed);

    PlainReplay replay = PlainReplay.of(history);
    assertThat(stored.things()).isEqualTo(replay.things());
    assertThat(withoutCreation(stored.live())).isEqualTo(withoutCreation(replay.live()));
    assertThat(withoutCreation(stored.parked())).isEqualTo(withoutCreation(replay.parked()));
    List<String> before = stored.physicalRows();
    apply(source.shuffled(history), seed + 1);
    assertThat(stored.physicalRows()).isEqualTo(before);
  }

  @Test
  void twoWritersWithTheSameKeys_agree() throws Exception {
    RandomMutations source = new RandomMutations(31, 10, 10);
    List<Mutation> history = source.list(2_000, Joining.FIXED);
    List<Mutation> first = source.shuffled(history);
    List<Mutation> second = source.shuffled(history);

    Thread other = Thread.ofVirtual().start(() -> applyUnchecked(second, 1));
    apply(first, 2);
    other.join();

    assertEquals(PlainReplay.of(history));
  }

  private static List<String> withoutCreation(List<String> rows) {
    return rows.stream().map(row -> row.replaceAll("\\|\\d+(\\|\\d+\\|\\w{26})$", "$1")).toList();
  }

  private void assertEquals(PlainReplay replay) {
    assertThat(stored.things()).isNotEmpty().isEqualTo(replay.things());
    assertThat(stored.live()).isNotEmpty().isEqualTo(replay.live());
    assertThat(stored.parked()).isEqualTo(replay.parked());
    assertThat(stored.tombstones()).isNotEmpty().isEqualTo(replay.tombstones());
  }

  private static void applyUnchecked(List<Mutation> mutations, long seed) {
    try {
      apply(mutations, seed);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// In batches of any size.
  private static void apply(List<Mutation> mutations, long seed) throws SQLException {
    Random cuts = new Random(seed);
    try (Connection connection = postgres.connect()) {
      connection.setAutoCommit(false);
      ThingsWriter writer = new ThingsWriter(connection);
      int from = 0;
      while (from < mutations.size()) {
        int to = Math.min(mutations.size(), from + 1 + cuts.nextInt(200));
        writer.apply(mutations.subList(from, to));
        from = to;
      }
    }
  }
}
