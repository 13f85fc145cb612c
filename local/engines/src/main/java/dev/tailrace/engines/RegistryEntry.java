package dev.tailrace.engines;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// One change of the registry: a line of its journal. The state is the fold of all lines, so a
/// line that was written may never change its meaning; new kinds may be added.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "entry")
@JsonSubTypes({
  @JsonSubTypes.Type(value = RegistryEntry.Registered.class, name = "registered"),
  @JsonSubTypes.Type(value = RegistryEntry.VersionDeleted.class, name = "version-deleted"),
  @JsonSubTypes.Type(value = RegistryEntry.VersionRemoved.class, name = "version-removed"),
  @JsonSubTypes.Type(value = RegistryEntry.LevelSet.class, name = "level-set"),
  @JsonSubTypes.Type(value = RegistryEntry.LevelCleared.class, name = "level-cleared")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
sealed interface RegistryEntry {
  record Registered(String subject, int version, int id, String schema) implements RegistryEntry {}

  /// Soft delete: hidden from the subject, its id still answers.
  record VersionDeleted(String subject, int version) implements RegistryEntry {}

  /// Hard delete: gone from the subject, its number may be given again.
  record VersionRemoved(String subject, int version) implements RegistryEntry {}

  /// A level was set; subject is null for the global one.
  record LevelSet(String subject, Compatibility level) implements RegistryEntry {}

  /// A level was taken back; subject is null for the global one, which becomes BACKWARD again.
  record LevelCleared(String subject) implements RegistryEntry {}
}
