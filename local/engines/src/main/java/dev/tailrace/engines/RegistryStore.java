package dev.tailrace.engines;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;

/// The registry's state: subjects, versions, ids and levels, each change journalled before it is
/// seen.
///
/// Laws: one schema text has one id, in all subjects and for ever; ids rise from 1 and are never
/// given twice, deleted or not. Thread-safe: one lock, because a change waits for the disk anyway.
final class RegistryStore implements AutoCloseable {
  /// @param deleted soft deleted: hidden unless asked for
  record Version(String subject, int number, int id, boolean deleted) {}

  private final RegistryJournal journal;
  private final Map<String, Integer> idBySchema = new HashMap<>();
  private final NavigableMap<Integer, Schema> schemaById = new TreeMap<>();
  private final Map<String, NavigableMap<Integer, Version>> subjects = new TreeMap<>();
  private final Map<String, Compatibility> levels = new HashMap<>();
  private Compatibility globalLevel = Compatibility.BACKWARD;

  RegistryStore(RegistryJournal journal) {
    this.journal = journal;
    journal.recovered().forEach(this::apply);
  }

  synchronized List<Version> versions() {
    return subjects.values().stream().map(Map::values).flatMap(Collection::stream).toList();
  }

  /// All versions of a subject, oldest first, the soft deleted ones too; empty if there is none.
  synchronized List<Version> versions(String subject) {
    return List.copyOf(subjects.getOrDefault(subject, new TreeMap<>()).values());
  }

  synchronized Optional<Schema> schema(int id) {
    return Optional.ofNullable(schemaById.get(id));
  }

  /// The version of the subject that holds this very schema, the newest if there are several.
  synchronized Optional<Version> find(String subject, Schema schema) {
    Integer id = idBySchema.get(schema.toString());
    return id == null
        ? Optional.empty()
        : live(subject).reversed().stream().filter(version -> version.id() == id).findFirst();
  }

  /// What hinders the schema from becoming the subject's next version; empty when nothing does.
  synchronized List<String> problems(String subject, Schema schema) {
    return level(subject).problems(schema, live(subject).stream().map(this::schemaOf).toList());
  }

  /// Registers the schema, or finds it where the subject has it.
  ///
  /// @return its id
  synchronized int register(String subject, Schema schema) {
    Optional<Version> existing = find(subject, schema);
    if (existing.isPresent()) {
      return existing.get().id();
    }
    List<String> problems = problems(subject, schema);
    if (!problems.isEmpty()) {
      throw RegistryException.incompatible(subject, problems.toString());
    }
    List<Version> all = versions(subject);
    String text = schema.toString();
    int nextId = schemaById.isEmpty() ? 1 : schemaById.lastKey() + 1;
    int id = idBySchema.getOrDefault(text, nextId);
    change(
        new RegistryEntry.Registered(
            subject, all.isEmpty() ? 1 : all.getLast().number() + 1, id, text));
    return id;
  }

  synchronized void delete(Version version) {
    change(new RegistryEntry.VersionDeleted(version.subject(), version.number()));
  }

  synchronized void remove(Version version) {
    change(new RegistryEntry.VersionRemoved(version.subject(), version.number()));
  }

  synchronized Compatibility globalLevel() {
    return globalLevel;
  }

  synchronized Optional<Compatibility> ownLevel(String subject) {
    return Optional.ofNullable(levels.get(subject));
  }

  synchronized Compatibility level(String subject) {
    return levels.getOrDefault(subject, globalLevel);
  }

  synchronized void setGlobalLevel(Compatibility level) {
    change(new RegistryEntry.LevelSet(null, level));
  }

  synchronized void setLevel(String subject, Compatibility level) {
    change(new RegistryEntry.LevelSet(subject, level));
  }

  synchronized void clearGlobalLevel() {
    change(new RegistryEntry.LevelCleared(null));
  }

  synchronized void clearLevel(String subject) {
    change(new RegistryEntry.LevelCleared(subject));
  }

  @Override
  public synchronized void close() {
    journal.close();
  }

  private Schema schemaOf(Version version) {
    return schemaById.get(version.id());
  }

  private List<Version> live(String subject) {
    return versions(subject).stream().filter(version -> !version.deleted()).toList();
  }

  private void change(RegistryEntry entry) {
    try {
      journal.append(entry);
    } catch (IOException e) {
      throw RegistryException.storeFailed("cannot write the journal: " + e.getMessage());
    }
    apply(entry);
  }

  private void apply(RegistryEntry entry) {
    switch (entry) {
      case RegistryEntry.Registered(String subject, int number, int id, String text) -> {
        schemaById.computeIfAbsent(id, _ -> new Schema.Parser().parse(text));
        idBySchema.put(text, id);
        subjects
            .computeIfAbsent(subject, _ -> new TreeMap<>())
            .put(number, new Version(subject, number, id, false));
      }
      case RegistryEntry.VersionDeleted(String subject, int number) ->
          subjects
              .get(subject)
              .computeIfPresent(number, (_, v) -> new Version(subject, number, v.id(), true));
      case RegistryEntry.VersionRemoved(String subject, int number) -> {
        subjects.get(subject).remove(number);
        subjects.values().removeIf(Map::isEmpty);
      }
      case RegistryEntry.LevelSet(String subject, Compatibility level) -> {
        if (subject == null) {
          globalLevel = level;
        } else {
          levels.put(subject, level);
        }
      }
      case RegistryEntry.LevelCleared(String subject) -> {
        if (subject == null) {
          globalLevel = Compatibility.BACKWARD;
        } else {
          levels.remove(subject);
        }
      }
    }
  }
}
