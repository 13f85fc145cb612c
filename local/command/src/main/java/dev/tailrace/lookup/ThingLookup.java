package dev.tailrace.lookup;

import dev.tailrace.lookup.Answer.Absence;
import dev.tailrace.postgres.PostgresAddress;
import dev.tailrace.postgres.ThingsReader;
import dev.tailrace.postgres.ThingsReader.Deletion;
import dev.tailrace.things.Direction;
import dev.tailrace.things.EntityKey;
import dev.tailrace.things.RelationshipPage;
import dev.tailrace.things.ThingRow;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds the thing that a URL means. Of the keys that it may mean, the first that is there counts;
/// if none is, the first that is known.
///
/// @param candidates keys, the longest namespace first
/// @param mostLines of the history
/// @param mostRelationships in each direction
public record ThingLookup(List<EntityKey> candidates, int mostLines, int mostRelationships) {
  public ThingLookup {
    candidates = List.copyOf(candidates);
  }

  /// What Postgres has of a thing, read in one snapshot.
  private record Stored(
      Optional<ThingRow> thing,
      RelationshipPage from,
      RelationshipPage to,
      Optional<Deletion> deletion) {}

  /// How it is now: Postgres tells the state, ClickHouse the history.
  public Answer now(PostgresAddress postgres, HistoryStore clickHouse) {
    Stored stored = ThingsReader.in(postgres, this::read);
    if (stored.thing().isPresent()) {
      ThingRow thing = stored.thing().get();
      return new Answer.Present(
          thing,
          stored.from(),
          stored.to(),
          clickHouse.history(thing.key(), HistoryStore.ALWAYS, mostLines));
    }
    Optional<EntityKey> deleted = stored.deletion().map(Deletion::key);
    return Stream.of(deleted, clickHouse.firstKnown(candidates))
        .flatMap(Optional::stream)
        .min(Comparator.comparing(candidates::indexOf))
        .<Answer>map(key -> absentNow(key, stored.deletion(), clickHouse))
        .orElseGet(Answer.Unknown::new);
  }

  private Stored read(ThingsReader reader) throws SQLException {
    Optional<ThingRow> thing = reader.first(candidates);
    if (thing.isEmpty()) {
      RelationshipPage none = new RelationshipPage(List.of(), 0);
      return new Stored(thing, none, none, reader.firstDeletion(candidates));
    }
    EntityKey key = thing.get().key();
    return new Stored(
        thing,
        reader.relationships(key, Direction.FROM, mostRelationships),
        reader.relationships(key, Direction.TO, mostRelationships),
        Optional.empty());
  }

  private Answer.Absent absentNow(
      EntityKey key, Optional<Deletion> tombstone, HistoryStore clickHouse) {
    ThingHistory history = clickHouse.history(key, HistoryStore.ALWAYS, mostLines);
    Optional<Instant> deletedAt =
        history
            .last()
            .filter(ThingHistory.Ending::isDelete)
            .map(ThingHistory.Ending::at)
            .or(() -> tombstone.filter(t -> t.key().equals(key)).map(Deletion::at));
    Absence why = deletedAt.<Absence>map(Absence.Deleted::new).orElseGet(Absence.NotStored::new);
    return new Answer.Absent(key, why, history);
  }

  /// How it was at a time: ClickHouse tells it all.
  public Answer at(Instant time, HistoryStore clickHouse) {
    Optional<ThingRow> thing = clickHouse.firstAsOf(candidates, time);
    if (thing.isPresent()) {
      EntityKey key = thing.get().key();
      Map<Direction, RelationshipPage> relationships =
          clickHouse.relationshipsAsOf(key, time, mostRelationships);
      return new Answer.Present(
          thing.get(),
          relationships.get(Direction.FROM),
          relationships.get(Direction.TO),
          clickHouse.history(key, time, mostLines));
    }
    return clickHouse
        .firstKnown(candidates)
        .<Answer>map(key -> absentAt(key, clickHouse.history(key, time, mostLines)))
        .orElseGet(Answer.Unknown::new);
  }

  private static Answer.Absent absentAt(EntityKey key, ThingHistory history) {
    Absence why =
        history
            .last()
            .<Absence>map(last -> new Absence.Deleted(last.at()))
            .or(() -> history.firstLater().map(Absence.NotYet::new))
            .orElseGet(Absence.NotStored::new);
    return new Answer.Absent(key, why, history);
  }
}
