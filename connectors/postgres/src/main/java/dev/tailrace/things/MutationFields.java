package dev.tailrace.things;

/// A mutation as it is announced, before it is checked: the fields of the Avro record `Mutation`
/// that tell what to store, each null where it is absent.
///
/// @param version ULID as text
/// @param eventTimestamp Unix epoch milliseconds
/// @param mutationType `create`, `update` or `delete`
/// @param entityKind `thing` or `relationship`
/// @param after JSON object: the complete state; of no meaning for a delete
public record MutationFields(
    String version,
    long eventTimestamp,
    String mutationType,
    String entityKind,
    String entityNs,
    String entityId,
    String entityType,
    String fromNs,
    String fromId,
    String toNs,
    String toId,
    String after) {}
