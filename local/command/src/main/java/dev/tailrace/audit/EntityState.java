package dev.tailrace.audit;

import dev.tailrace.event.EntityMutation;
import dev.tailrace.event.MutationType;
import java.util.Map;

/// What an entity must look like after a mutation, as docs/things.md says it.
///
/// @param texts hash of visibility, content and code
/// @param data hash of the state
record EntityState(String type, long texts, long data) {
  /// What a delete leaves.
  private static final EntityState NONE = new EntityState("", 0, 0);

  static EntityState after(EntityMutation mutation, JsonHash json, CanonicalText text) {
    if (mutation.mutationType() == MutationType.DELETE) {
      return NONE;
    }
    String state = mutation.after().toString();
    Map<String, String> scalars = JsonHash.scalars(state);
    String announced = mutation.entityType() == null ? "" : mutation.entityType();
    return new EntityState(
        scalars.getOrDefault("type", announced),
        texts(
            text,
            scalars.getOrDefault("visibility", "public"),
            mutation.ends() == null ? scalars.get("content") : null,
            scalars.get("code")),
        json.hash(state));
  }

  static long texts(CanonicalText text, String visibility, String content, String code) {
    text.reset();
    text.append(visibility);
    text.append(content);
    text.append(code);
    return text.hash();
  }
}
