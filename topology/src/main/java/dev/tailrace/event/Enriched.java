package dev.tailrace.event;

import java.util.List;

/// An invocation with all its columns, and what became of the mutations it announced.
///
/// @param event the row of the invocation itself
/// @param mutations one result for each mutation message, in their order
public record Enriched(EnrichedEvent event, List<MutationResult> mutations) {
  public Enriched {
    mutations = List.copyOf(mutations);
  }
}
