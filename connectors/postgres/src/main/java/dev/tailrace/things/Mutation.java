package dev.tailrace.things;

import java.util.Objects;

/// One change of one entity.
public sealed interface Mutation {
  /// The entity that changed.
  EntityKey key();

  /// Its version and time.
  Mark mark();

  /// Whether it removes the entity.
  boolean isDelete();

  /// A change of a thing.
  sealed interface OfThing extends Mutation {}

  /// A change of a relationship.
  sealed interface OfRelationship extends Mutation {}

  /// The thing was created, or got another state.
  record PutThing(EntityKey key, Mark mark, State state) implements OfThing {
    public PutThing {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(mark, "mark");
      Objects.requireNonNull(state, "state");
    }

    @Override
    public boolean isDelete() {
      return false;
    }
  }

  /// The thing was deleted.
  record DeleteThing(EntityKey key, Mark mark) implements OfThing {
    public DeleteThing {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(mark, "mark");
    }

    @Override
    public boolean isDelete() {
      return true;
    }
  }

  /// The relationship was created, or got another state, perhaps with other ends.
  record PutRelationship(EntityKey key, Mark mark, State state, Ends ends)
      implements OfRelationship {
    public PutRelationship {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(mark, "mark");
      Objects.requireNonNull(state, "state");
      Objects.requireNonNull(ends, "ends");
    }

    @Override
    public boolean isDelete() {
      return false;
    }
  }

  /// The relationship was deleted.
  record DeleteRelationship(EntityKey key, Mark mark) implements OfRelationship {
    public DeleteRelationship {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(mark, "mark");
    }

    @Override
    public boolean isDelete() {
      return true;
    }
  }
}
