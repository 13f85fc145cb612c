package dev.tailrace.postgres;

import dev.tailrace.delivery.DeliveryStep;
import dev.tailrace.postgres.RelationshipView.Held;
import dev.tailrace.postgres.RelationshipView.Place;
import dev.tailrace.things.EntityKey;
import dev.tailrace.things.Mutation;
import dev.tailrace.things.Mutation.OfRelationship;
import dev.tailrace.things.Mutation.OfThing;
import dev.tailrace.things.Mutation.PutRelationship;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// Applies mutations to the tables, a batch at a time, each in one transaction.
///
/// Laws: what the tables hold in the end depends on the set of mutations alone, not on their order,
/// how often they come, and how they are cut into batches. A batch that was applied before changes
/// no row.
///
/// Only one transaction writes at a time, whoever runs it: an advisory lock sees to it. So what a
/// batch reads of an entity stays true until it commits, also of one that is not there; two batches
/// with the same keys, or with a relationship and its ends, are applied one after the other; and
/// they cannot deadlock. Not thread-safe; the connection must not be in auto-commit mode.
public final class ThingsWriter {
  /// One for each schema that has these tables.
  private static final String LOCK =
      "SELECT pg_advisory_xact_lock(hashtextextended('tailrace:things:' || current_schema(), 0))";

  private final Connection connection;
  private final ThingsTable things;
  private final RelationshipView relationships;
  private final RelationshipTable live;
  private final RelationshipTable parked;
  private final TombstonesTable thingTombstones;
  private final TombstonesTable relationshipTombstones;

  /// @param connection stays the caller's
  public ThingsWriter(Connection connection) {
    this.connection = connection;
    this.things = new ThingsTable(connection);
    this.relationships = new RelationshipView(connection);
    this.live = new RelationshipTable(connection, "relationships");
    this.parked = new RelationshipTable(connection, "relationships_parked");
    this.thingTombstones = new TombstonesTable(connection, "thing");
    this.relationshipTombstones = new TombstonesTable(connection, "relationship");
  }

  /// Applies the mutations and commits.
  ///
  /// @throws SQLException when nothing of them is stored, or, after a lost connection, it is not
  ///     known; then they may be applied again
  public void apply(List<Mutation> mutations) throws SQLException {
    TreeMap<EntityKey, List<OfThing>> ofThings = new TreeMap<>();
    TreeMap<EntityKey, List<OfRelationship>> ofRelationships = new TreeMap<>();
    for (Mutation mutation : mutations) {
      switch (mutation) {
        case OfThing of -> ofThings.computeIfAbsent(of.key(), _ -> new ArrayList<>()).add(of);
        case OfRelationship of ->
            ofRelationships.computeIfAbsent(of.key(), _ -> new ArrayList<>()).add(of);
      }
    }
    lock();
    DeliveryStep.THINGS_LOCKED.reached();
    ThingsChanges changes =
        ThingsChanges.of(ofThings, things.traces(List.copyOf(ofThings.keySet())));
    thingTombstones.put(changes.tombstones());
    things.put(changes.puts());
    things.putTraces(changes.traces());
    DeliveryStep.THINGS_CHANGED.reached();
    applyToRelationships(ofRelationships, changes);
    // Last: what joined them is not there any more, or parked.
    things.delete(changes.removed());
    DeliveryStep.THINGS_COMMITTING.reached();
    connection.commit();
    DeliveryStep.THINGS_COMMITTED.reached();
  }

  private void lock() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
      statement.execute();
    }
  }

  private void applyToRelationships(
      Map<EntityKey, List<OfRelationship>> mutations, ThingsChanges changes) throws SQLException {
    Set<EntityKey> keys = new HashSet<>(mutations.keySet());
    keys.addAll(touched(changes));
    if (keys.isEmpty()) {
      return;
    }
    Map<EntityKey, Held> held = relationships.held(List.copyOf(keys));
    RelationshipChanges fates = new RelationshipChanges(endStates(mutations, held, changes));
    for (EntityKey key : keys) {
      fates.add(key, mutations.getOrDefault(key, List.of()), held.getOrDefault(key, Held.NOTHING));
    }
    write(fates);
  }

  /// Relationships whose place may change because of a thing that came, went or was deleted once.
  private Set<EntityKey> touched(ThingsChanges changes) throws SQLException {
    List<EntityKey> deleted = changes.tombstones().stream().map(Map.Entry::getKey).toList();
    Set<EntityKey> touched = live.joining(deleted);
    if (!parked.isEmpty()) {
      Set<EntityKey> ends = new HashSet<>(changes.arrived());
      ends.addAll(deleted);
      touched.addAll(parked.joining(ends));
    }
    return touched;
  }

  private Function<EntityKey, EndState> endStates(
      Map<EntityKey, List<OfRelationship>> mutations,
      Map<EntityKey, Held> held,
      ThingsChanges changes)
      throws SQLException {
    Set<EntityKey> ends = new HashSet<>();
    for (List<OfRelationship> ofOne : mutations.values()) {
      for (OfRelationship mutation : ofOne) {
        if (mutation instanceof PutRelationship put) {
          ends.add(put.ends().from());
          ends.add(put.ends().to());
        }
      }
    }
    for (Held one : held.values()) {
      if (one.place() != Place.NOWHERE) {
        ends.add(one.ends().from());
        ends.add(one.ends().to());
      }
    }
    Map<EntityKey, EndState> states = new HashMap<>(relationships.ends(List.copyOf(ends)));
    for (EntityKey removed : changes.removed()) {
      states.computeIfPresent(removed, (_, known) -> new EndState(false, known.deleted()));
    }
    return states::get;
  }

  private void write(RelationshipChanges fates) throws SQLException {
    relationshipTombstones.put(fates.tombstones());
    parked.delete(fates.into(Place.PARKED).removals());
    live.delete(fates.into(Place.LIVE).removals());
    parked.takeFrom(live, fates.into(Place.PARKED).arrivals());
    live.takeFrom(parked, fates.into(Place.LIVE).arrivals());
    parked.put(fates.into(Place.PARKED).puts());
    live.put(fates.into(Place.LIVE).puts());
    parked.putTraces(fates.into(Place.PARKED).traces());
    live.putTraces(fates.into(Place.LIVE).traces());
  }
}
