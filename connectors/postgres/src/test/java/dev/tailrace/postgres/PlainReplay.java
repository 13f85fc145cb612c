package dev.tailrace.postgres;

import dev.tailrace.things.Ends;
import dev.tailrace.things.EntityKey;
import dev.tailrace.things.Mark;
import dev.tailrace.things.Mutation;
import dev.tailrace.things.Mutation.DeleteRelationship;
import dev.tailrace.things.Mutation.DeleteThing;
import dev.tailrace.things.Mutation.PutRelationship;
import dev.tailrace.things.Mutation.PutThing;
import dev.tailrace.things.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the tables must hold: mutations applied one after the other in the order of their versions,
/// to maps. Knows nothing of lineages, batches or SQL.
public final class PlainReplay {
  private final Map<EntityKey, Entity> things = new TreeMap<>();
  private final Map<EntityKey, Entity> relationships = new TreeMap<>();
  private final Map<EntityKey, Mark> thingTombstones = new TreeMap<>();
  private final Map<EntityKey, Mark> relationshipTombstones = new TreeMap<>();

  private record Entity(State state, Mark created, Mark updated, Ends ends) {}

  /// Replays the mutations, which may come in any order and more than once.
  public static PlainReplay of(Collection<Mutation> mutations) {
    PlainReplay replay = new PlainReplay();
    mutations.stream()
        .sorted(Comparator.comparing(mutation -> mutation.mark().version()))
        .forEach(replay::apply);
    return replay;
  }

  private void apply(Mutation mutation) {
    switch (mutation) {
      case PutThing(EntityKey key, Mark mark, State state) -> put(things, key, mark, state, null);
      case PutRelationship(EntityKey key, Mark mark, State state, Ends ends) ->
          put(relationships, key, mark, state, ends);
      case DeleteThing(EntityKey key, Mark mark) -> {
        things.remove(key);
        thingTombstones.put(key, mark);
        cascade(key);
      }
      case DeleteRelationship(EntityKey key, Mark mark) -> {
        relationships.remove(key);
        relationshipTombstones.put(key, mark);
      }
    }
  }

  private static void put(
      Map<EntityKey, Entity> entities, EntityKey key, Mark mark, State state, Ends ends) {
    Entity former = entities.get(key);
    entities.put(key, new Entity(state, former == null ? mark : former.created, mark, ends));
  }

  private void cascade(EntityKey thing) {
    relationships
        .entrySet()
        .removeIf(
            entry -> {
              Ends ends = entry.getValue().ends;
              if (!ends.from().equals(thing) && !ends.to().equals(thing)) {
                return false;
              }
              relationshipTombstones.put(entry.getKey(), entry.getValue().updated);
              return true;
            });
  }

  /// Rows as the queries of [StoredThings] give them.
  public List<String> things() {
    List<String> rows = new ArrayList<>();
    things.forEach(
        (key, thing) ->
            rows.add(
                String.join(
                    "|",
                    key.ns(),
                    key.id(),
                    thing.state.type(),
                    thing.state.visibility(),
                    orNothing(thing.state.content()),
                    orNothing(thing.state.code()),
                    thing.state.data(),
                    times(thing))));
    return rows;
  }

  /// Of those whose things are both there.
  public List<String> live() {
    return relationships(true);
  }

  /// Of those of which a thing is missing.
  public List<String> parked() {
    return relationships(false);
  }

  private List<String> relationships(boolean live) {
    List<String> rows = new ArrayList<>();
    relationships.forEach(
        (key, relationship) -> {
          Ends ends = relationship.ends;
          if (live == (things.containsKey(ends.from()) && things.containsKey(ends.to()))) {
            rows.add(
                String.join(
                    "|",
                    key.ns(),
                    key.id(),
                    relationship.state.type(),
                    relationship.state.visibility(),
                    ends.from().toString(),
                    ends.to().toString(),
                    orNothing(relationship.state.code()),
                    relationship.state.data(),
                    times(relationship)));
          }
        });
    return rows;
  }

  public List<String> tombstones() {
    List<String> rows = new ArrayList<>();
    relationshipTombstones.forEach((key, mark) -> rows.add(tombstone("relationship", key, mark)));
    thingTombstones.forEach((key, mark) -> rows.add(tombstone("thing", key, mark)));
    return rows;
  }

  private static String tombstone(String kind, EntityKey key, Mark mark) {
    return kind + "|" + key + "|" + mark.version() + "|" + mark.timeMillis();
  }

  private static String times(Entity entity) {
    return entity.created.timeMillis()
        + "|"
        + entity.updated.timeMillis()
        + "|"
        + entity.updated.version();
  }

  private static String orNothing(String text) {
    return text == null ? "∅" : text;
  }
}
