package dev.tailrace.sink.iceberg;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/// How far each partition's rows are in a table. Every commit carries the progress of all
/// partitions in the summary of its snapshot, so the two cannot part.
///
/// A table's progress is that of the newest snapshot in the ancestry of the current one that has
/// any. So a table that was rolled back tells its older progress, and a compaction by somebody
/// else, which carries none, changes nothing. When all such snapshots have expired, the copy in the
/// table's properties is taken; it was written in the same commit.
///
/// Source of the idea: Apache Iceberg's Kafka Connect sink, which keeps its offsets in summaries.
///
/// @param partitions by name, such as `kafka/events-3`
record Progress(SortedMap<String, Done> partitions) {
  /// Name of the entry in snapshot summaries and in the table's properties.
  static final String KEY = "tailrace.progress";

  /// Name of the entry that tells readers through which time the table is complete: Unix epoch
  /// milliseconds.
  static final String VALID_THROUGH = "tailrace.valid-through";

  private static final ObjectMapper JSON = new ObjectMapper();

  /// @param next offset after the last row in the table
  /// @param through what was sealed before this time is in the table, Unix epoch milliseconds
  record Done(long next, long through) {}

  Progress {
    partitions = Collections.unmodifiableSortedMap(new TreeMap<>(partitions));
  }

  static Progress of(Table table) {
    Snapshot current = table.currentSnapshot();
    if (current != null) {
      for (Snapshot snapshot : SnapshotUtil.ancestorsOf(current.snapshotId(), table::snapshot)) {
        String text = snapshot.summary().get(KEY);
        if (text != null) {
          return parse(text);
        }
        if (snapshot.parentId() == null) {
          // The table's history is whole and knows nothing of us: it was made or emptied anew.
          return new Progress(new TreeMap<>());
        }
      }
    }
    String copy = current == null ? null : table.properties().get(KEY);
    return copy == null ? new Progress(new TreeMap<>()) : parse(copy);
  }

  private static Progress parse(String text) {
    try {
      return new Progress(
          new TreeMap<>(JSON.readValue(text, new TypeReference<Map<String, Done>>() {})));
    } catch (JsonProcessingException e) {
      throw new LakeException(
          "the table's " + KEY + " is damaged: " + text + "; somebody else changed it", e);
    }
  }

  OptionalLong next(String partition) {
    Done done = partitions.get(partition);
    return done == null ? OptionalLong.empty() : OptionalLong.of(done.next());
  }

  Progress with(Wave wave) {
    SortedMap<String, Done> changed = new TreeMap<>(partitions);
    // Who has just begun to read cannot say through which time those before had come.
    changed.merge(
        wave.partition(),
        new Done(wave.next(), wave.throughMillis()),
        (known, now) -> new Done(now.next(), Math.max(known.through(), now.through())));
    return new Progress(changed);
  }

  /// Through which time the table holds everything: the least of the partitions that had something
  /// in the last while. One that is idle does not hold it back.
  ///
  /// @param whileMillis partitions that lie further back than this are idle
  long validThrough(long whileMillis) {
    long newest = partitions.values().stream().mapToLong(Done::through).max().orElse(0);
    return partitions.values().stream()
        .mapToLong(Done::through)
        .filter(through -> through >= newest - whileMillis)
        .min()
        .orElse(0);
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(partitions);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers by name are JSON", e);
    }
  }
}
