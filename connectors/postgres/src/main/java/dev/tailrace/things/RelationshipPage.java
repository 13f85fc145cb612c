package dev.tailrace.things;

import java.util.List;

/// Some of the relationships that a question found.
///
/// @param total how many there are
public record RelationshipPage(List<RelationshipRow> rows, long total) {
  public RelationshipPage {
    rows = List.copyOf(rows);
  }
}
