package dev.tailrace.sink.r2;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What a file tells of its rows, so that a later reader knows which it need not store again.
///
/// @param firstOffset of its rows
/// @param lastOffset of its rows; every row of its day between the two is in it
/// @param firstRow names the first row: its batch id, or its time; another log has another one
record FileFacts(long firstOffset, long lastOffset, String firstRow) {
  private static final String FIRST_OFFSET = "tailrace.first-offset";
  private static final String LAST_OFFSET = "tailrace.last-offset";
  private static final String FIRST_ROW = "tailrace.first-row";

  FileFacts {
    Objects.requireNonNull(firstRow, "firstRow");
  }

  Map<String, String> toMap() {
    return Map.of(
        FIRST_OFFSET, String.valueOf(firstOffset),
        LAST_OFFSET, String.valueOf(lastOffset),
        FIRST_ROW, firstRow);
  }

  /// Empty when the file was not written by this sink.
  static Optional<FileFacts> of(Map<String, String> map) {
    String first = map.get(FIRST_OFFSET);
    String last = map.get(LAST_OFFSET);
    String row = map.get(FIRST_ROW);
    return first == null || last == null || row == null
        ? Optional.empty()
        : Optional.of(new FileFacts(Long.parseLong(first), Long.parseLong(last), row));
  }
}
