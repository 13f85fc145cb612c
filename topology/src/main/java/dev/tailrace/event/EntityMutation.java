package dev.tailrace.event;

import java.util.Objects;

/// One valid change of an entity, as `things.mutations` carries it.
///
/// Law: for one (ns, id) the highest version wins, in whatever order the mutations arrive; versions
/// compare as text.
///
/// @param version ulid of the mutation, equal to that of its row in `events`
/// @param eventTimestamp when it was announced, Unix epoch milliseconds
/// @param entityType as the worker gave it, or null
/// @param ends what a relationship joins; null for a thing
/// @param after JSON object: the complete state after the change; null for a delete
/// @param before JSON object: the state before, or null where not given
/// @param metadata JSON text, or null where not given
/// @param scriptName script that announced it
/// @param source the raw record that carried it
public record EntityMutation(
    String version,
    long eventTimestamp,
    MutationType mutationType,
    String entityNs,
    String entityId,
    String entityType,
    Ends ends,
    JsonText after,
    JsonText before,
    JsonText metadata,
    String scriptName,
    RawRecord source) {
  public EntityMutation {
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(mutationType, "mutationType");
    Objects.requireNonNull(entityNs, "entityNs");
    Objects.requireNonNull(entityId, "entityId");
    Objects.requireNonNull(scriptName, "scriptName");
    Objects.requireNonNull(source, "source");
    if ((after == null) != (mutationType == MutationType.DELETE)) {
      throw new IllegalArgumentException(
          mutationType.text() + (after == null ? " without" : " with") + " a state after it");
    }
  }

  /// `relationship` or `thing`.
  public String entityKind() {
    return ends == null ? "thing" : "relationship";
  }

  /// The two entities a relationship joins. The delete of a relationship may not name them: then
  /// all four are null.
  public record Ends(String fromNs, String fromId, String toNs, String toId) {
    static final Ends UNNAMED = new Ends(null, null, null, null);
  }
}
