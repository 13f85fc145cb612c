package dev.tailrace.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.postgres.LocalPostgres;
import dev.tailrace.schema.Mutation;
import dev.tailrace.sink.Outcome;
import dev.tailrace.things.Version;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What Postgres cannot hold is rejected alone, with its field and the reason; the rest of its
/// batch goes in.
class BadValuesIT {
  private static final int GOOD = 200;
  private static LocalPostgres server;

  private final Mutations make = new Mutations();

  @BeforeAll
  static void start(@TempDir Path directory) {
    server = new LocalPostgres(directory);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void emptyTables() {
    server.recreate();
  }

  @Test
  void nullCharacter_isRejectedAlone() {
    assertRejected(
        bad -> bad.setAfter("{\"name\": \"a\\u0000b\"}"),
        "after: it holds U+0000, which Postgres cannot store");
  }

  @Test
  void documentOfThreeMegabytes_isRejectedAlone() {
    assertRejected(
        bad -> bad.setAfter("{\"text\": \"" + "word ".repeat(600_000) + "\"}"),
        "after: it has 3,000,012 bytes: postgres.document.max.bytes=2097152 is the most");
  }

  @Test
  void invalidNamespace_isRejectedAlone() {
    assertRejected(
        bad -> bad.setEntityNs("Shop Example"),
        "entity_ns: 'Shop Example': it must match ^[a-z0-9.-]+(/[a-z0-9.-]+)*$");
  }

  /// Only Postgres knows how large a number `jsonb` takes.
  @Test
  void numberThatNoColumnHolds_isFoundInItsBatch() {
    assertRejected(
        bad -> bad.setAfter("{\"n\": 1e200000}"),
        "value overflows numeric format (SQLSTATE 22003)");
  }

  @Test
  void typeThatNoIndexHolds_isFoundInItsBatch() {
    StringBuilder type = new StringBuilder();
    new java.util.Random(1).ints(9_000, 'a', 'z').forEach(c -> type.append((char) c));
    assertRejected(bad -> bad.setEntityType(type.toString()), "SQLSTATE 54000");
  }

  @Test
  void severalInOneBatch_areAllFound() {
    List<byte[]> values = new ArrayList<>();
    for (int i = 0; i < GOOD; i++) {
      int number = i;
      values.add(
          value(i, "good " + i, m -> m.setAfter(number % 40 == 7 ? "{\"n\": 1e200000}" : "{}")));
    }

    Outcome.Written written = (Outcome.Written) upsert(values);

    assertThat(written.rejected())
        .extracting(Outcome.RejectedRow::index)
        .containsExactly(7, 47, 87, 127, 167);
    assertThat(written.rows()).isEqualTo(GOOD - 5);
    assertThat(server.rows("SELECT count(*) FROM things")).containsExactly("" + (GOOD - 5));
  }

  /// A state that cannot be stored does not take the former one away.
  @Test
  void badUpdateOfAThing_leavesItsFormerState() {
    List<byte[]> values =
        List.of(
            value(1, "one", m -> m.setAfter("{\"n\": 1}")),
            value(2, "one", m -> m.setAfter("{\"n\": 1e200000}")));

    Outcome.Written written = (Outcome.Written) upsert(values);

    assertThat(written.rejected()).extracting(Outcome.RejectedRow::index).containsExactly(1);
    assertThat(server.rows("SELECT data FROM things")).containsExactly("{\"n\": 1}");
  }

  private void assertRejected(Consumer<Mutation> spoil, String reason) {
    List<byte[]> values = new ArrayList<>();
    for (int i = 0; i < GOOD; i++) {
      values.add(value(i, "good " + i, m -> m.setAfter("{}")));
    }
    values.add(
        GOOD / 3,
        value(
            GOOD,
            "bad",
            bad -> {
              bad.setAfter("{}");
              spoil.accept(bad);
            }));

    Outcome outcome = upsert(values);

    assertThat(outcome).isInstanceOf(Outcome.Written.class);
    Outcome.Written written = (Outcome.Written) outcome;
    assertThat(written.rejected()).hasSize(1);
    assertThat(written.rejected().getFirst().index()).isEqualTo(GOOD / 3);
    assertThat(written.rejected().getFirst().reason()).contains(reason);
    assertThat(written.rows()).isEqualTo(GOOD);
    assertThat(server.rows("SELECT count(*) FROM things WHERE id LIKE 'good %'"))
        .containsExactly("" + GOOD);
  }

  private byte[] value(long number, String id, Consumer<Mutation> change) {
    Mutation mutation =
        Mutations.of(
            "create", new Version(1_763_640_000_000L << 16, number + 1), "shop.example.com", id);
    change.accept(mutation);
    return make.value(mutation);
  }

  private Outcome upsert(List<byte[]> values) {
    try (PostgresSink sink =
        PostgresSinkTask.sink(PostgresStore.config(server, Map.of()), make.schemas())) {
      return sink.upsert("things.mutations", values);
    }
  }
}
