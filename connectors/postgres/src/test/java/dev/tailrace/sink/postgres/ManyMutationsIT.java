package dev.tailrace.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.postgres.LocalPostgres;
import dev.tailrace.postgres.PlainReplay;
import dev.tailrace.postgres.RandomMutations;
import dev.tailrace.postgres.RandomMutations.Joining;
import dev.tailrace.postgres.StoredThings;
import dev.tailrace.sink.Outcome;
import dev.tailrace.things.EntityKey;
import dev.tailrace.things.Mutation;
import dev.tailrace.things.State;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many mutations, shuffled within and across partitions, a tenth of them twice, written by two
/// tasks at a time: the tables equal a plain replay in the order of versions, row by row, and
/// everything once more changes no row.
///
/// `-Dtailrace.mutations=1000000` makes it larger; there is a thing for each 20 of them.
class ManyMutationsIT {
  private static final int MUTATIONS = Integer.getInteger("tailrace.mutations", 60_000);
  private static final int PARTITIONS = 4;
  private static final int BATCH = 5_000;

  private final Mutations make = new Mutations();

  @Test
  void shuffledMutations_equalThePlainReplay(@TempDir Path directory) {
    try (LocalPostgres server = new LocalPostgres(directory)) {
      server.recreate();
      StoredThings stored = new StoredThings(server::rows);
      RandomMutations source = new RandomMutations(7, MUTATIONS / 20, MUTATIONS / 60);
      List<Mutation> history = source.list(MUTATIONS, Joining.FIXED);

      write(server, source.shuffled(history));

      PlainReplay replay = PlainReplay.of(history);
      assertThat(stored.things()).hasSizeGreaterThan(100).isEqualTo(replay.things());
      assertThat(stored.live()).hasSizeGreaterThan(100).isEqualTo(replay.live());
      assertThat(stored.parked()).isEqualTo(replay.parked());
      assertThat(stored.tombstones()).isEqualTo(replay.tombstones());
      List<String> before = stored.physicalRows();

      write(server, source.shuffled(history));

      assertThat(stored.physicalRows()).isEqualTo(before);
    }
  }

  /// Relationships first, all of them, then the things: none is lost, and none is left parked.
  @Test
  void relationshipsBeforeTheirThings_allArrive(@TempDir Path directory) {
    try (LocalPostgres server = new LocalPostgres(directory)) {
      server.recreate();
      StoredThings stored = new StoredThings(server::rows);
      RandomMutations source = new RandomMutations(8, MUTATIONS / 20, MUTATIONS / 60);
      List<Mutation.PutRelationship> relationships = new ArrayList<>();
      List<Mutation> things = new ArrayList<>();
      for (Mutation mutation : source.list(MUTATIONS / 4, Joining.FIXED)) {
        switch (mutation) {
          case Mutation.PutRelationship put -> relationships.add(put);
          case Mutation.PutThing put -> things.add(put);
          case Mutation.DeleteThing _, Mutation.DeleteRelationship _ -> {}
        }
      }
      Set<EntityKey> there = things.stream().map(Mutation::key).collect(Collectors.toSet());
      relationships.removeIf(put -> !there.containsAll(ends(put)));
      List<Mutation> all = new ArrayList<>(relationships);
      all.addAll(things);
      PlainReplay replay = PlainReplay.of(all);

      write(server, source.shuffled(List.copyOf(relationships)));
      assertThat(stored.live()).isEmpty();
      assertThat(stored.parked()).hasSizeGreaterThan(100);
      write(server, source.shuffled(things));

      assertThat(stored.live()).hasSizeGreaterThan(100).isEqualTo(replay.live());
      assertThat(stored.parked()).isEmpty();
    }
  }

  private static List<EntityKey> ends(Mutation.PutRelationship put) {
    return List.of(put.ends().from(), put.ends().to());
  }

  /// Two tasks, each with half of the partitions, one batch of a partition after the other.
  private void write(LocalPostgres server, List<Mutation> mutations) {
    List<List<Mutation>> partitions = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      partitions.add(new ArrayList<>());
    }
    for (int i = 0; i < mutations.size(); i++) {
      partitions.get(i % PARTITIONS).add(mutations.get(i));
    }
    CompletableFuture<Void> other =
        CompletableFuture.runAsync(() -> task(server, partitions.subList(0, PARTITIONS / 2)));
    task(server, partitions.subList(PARTITIONS / 2, PARTITIONS));
    other.join();
  }

  private void task(LocalPostgres server, List<List<Mutation>> partitions) {
    try (PostgresSink sink =
        PostgresSinkTask.sink(PostgresStore.config(server, Map.of()), make.schemas())) {
      for (List<Mutation> partition : partitions) {
        for (int from = 0; from < partition.size(); from += BATCH) {
          List<Mutation> batch = partition.subList(from, Math.min(from + BATCH, partition.size()));
          assertThat(sink.upsert("things.mutations", batch.stream().map(this::value).toList()))
              .isEqualTo(new Outcome.Written(batch.size(), List.of()));
        }
      }
    }
  }

  private byte[] value(Mutation mutation) {
    return switch (mutation) {
      case Mutation.PutThing(EntityKey key, var mark, State state) ->
          make.value(with(Mutations.of("update", mark.version(), key.ns(), key.id()), state));
      case Mutation.DeleteThing(EntityKey key, var mark) ->
          make.delete(mark.version(), key.ns(), key.id());
      case Mutation.PutRelationship(EntityKey key, var mark, State state, var ends) -> {
        var avro = with(Mutations.of("create", mark.version(), key.ns(), key.id()), state);
        avro.setEntityKind("relationship");
        avro.setFromNs(ends.from().ns());
        avro.setFromId(ends.from().id());
        avro.setToNs(ends.to().ns());
        avro.setToId(ends.to().id());
        yield make.value(avro);
      }
      case Mutation.DeleteRelationship(EntityKey key, var mark) -> {
        var avro = Mutations.of("delete", mark.version(), key.ns(), key.id());
        avro.setEntityKind("relationship");
        yield make.value(avro);
      }
    };
  }

  private static dev.tailrace.schema.Mutation with(
      dev.tailrace.schema.Mutation mutation, State state) {
    mutation.setEntityType(state.type());
    mutation.setAfter(state.data());
    return mutation;
  }
}
