package dev.tailrace.things;

import java.util.Comparator;
import java.util.Objects;

/// What names an entity: a namespace and an id within it. A thing and a relationship of one key are
/// two entities.
public record EntityKey(String ns, String id) implements Comparable<EntityKey> {
  private static final Comparator<EntityKey> ORDER =
      Comparator.comparing(EntityKey::ns).thenComparing(EntityKey::id);

  public EntityKey {
    Objects.requireNonNull(ns, "ns");
    Objects.requireNonNull(id, "id");
  }

  @Override
  public int compareTo(EntityKey other) {
    return ORDER.compare(this, other);
  }

  /// As the key of a record on `things.mutations`; a namespace cannot hold a bar.
  @Override
  public String toString() {
    return ns + '|' + id;
  }
}
