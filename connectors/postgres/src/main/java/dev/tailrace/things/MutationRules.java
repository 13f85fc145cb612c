package dev.tailrace.things;

/// Checks mutations: what passes, the tables can hold. Not thread-safe.
public final class MutationRules {
  /// The largest state of an entity unless a setting says otherwise, in bytes of UTF-8.
  public static final int STANDARD_DOCUMENT_BYTES = 2 << 20;

  private final StateReader states;

  /// @param maxDocumentBytes the largest `after`, in bytes of UTF-8
  public MutationRules(int maxDocumentBytes) {
    this.states = new StateReader(maxDocumentBytes);
  }

  /// The mutation that the fields tell of.
  ///
  /// @throws InvalidMutation that names the field that is wrong
  public Mutation check(MutationFields fields) {
    EntityKey key = KeyRules.key("entity_ns", fields.entityNs(), "entity_id", fields.entityId());
    Mark mark = new Mark(version(fields.version()), time(fields.eventTimestamp()));
    boolean delete = isDelete(fields.mutationType());
    if (!isRelationship(fields.entityKind())) {
      return delete
          ? new Mutation.DeleteThing(key, mark)
          : new Mutation.PutThing(key, mark, states.read(fields.after(), fields.entityType()));
    }
    return delete
        ? new Mutation.DeleteRelationship(key, mark)
        : new Mutation.PutRelationship(
            key, mark, states.read(fields.after(), fields.entityType()), ends(fields));
  }

  private static Ends ends(MutationFields fields) {
    return new Ends(
        KeyRules.key("from_ns", fields.fromNs(), "from_id", fields.fromId()),
        KeyRules.key("to_ns", fields.toNs(), "to_id", fields.toId()));
  }

  private static Version version(String text) {
    try {
      return Version.of(text == null ? "" : text);
    } catch (IllegalArgumentException e) {
      throw new InvalidMutation("version", e.getMessage());
    }
  }

  private static long time(long millis) {
    if (millis < Times.EARLIEST_MILLIS || millis > Times.LATEST_MILLIS) {
      throw new InvalidMutation(
          "event_timestamp", millis + " milliseconds: it must lie in the years 1970 to 9999");
    }
    return millis;
  }

  private static boolean isDelete(String type) {
    return switch (type) {
      case "delete" -> true;
      case "create", "update" -> false;
      case null, default ->
          throw new InvalidMutation(
              "mutation_type",
              (type == null ? "it is missing" : InvalidMutation.shown(type))
                  + ": it must be create, update or delete");
    };
  }

  private static boolean isRelationship(String kind) {
    return switch (kind) {
      case "relationship" -> true;
      case "thing" -> false;
      case null, default ->
          throw new InvalidMutation(
              "entity_kind",
              (kind == null ? "it is missing" : InvalidMutation.shown(kind))
                  + ": it must be thing or relationship");
    };
  }
}
