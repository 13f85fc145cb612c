package dev.tailrace.audit;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// A store that holds a row for each event, or for each mutation.
interface RowStore {
  /// One of [StoreNames].
  String name();

  /// Has the store count its rows by source partition and hour; fills `found_group`.
  void noteGroups(Bounds bounds);

  /// Notes the rows of the groups in `differing_group`; fills `found_row`.
  void noteRows(Bounds bounds);

  /// Passes on each row of this ulid at a place: its columns, by name, as [Columns] writes them.
  ///
  /// @param place as it stands in `found_row`
  void forEachCopy(String ulid, String place, Consumer<Map<String, String>> reader);

  /// What else is wrong, in sentences.
  default List<String> remarks() {
    return List.of();
  }
}
