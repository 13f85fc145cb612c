package dev.tailrace.topology;

import dev.tailrace.event.Enriched;
import dev.tailrace.event.EnrichedEvent;
import dev.tailrace.event.JsonText;
import dev.tailrace.event.MutationResult;

/// Estimates how large rows become when encoded, before they are: the batch they go to must be
/// known first. Counts the columns that can be long and a constant for the rest.
final class RowSize {
  private static final long SHORT_COLUMNS = 320;

  private RowSize() {}

  /// Rows of `events` that an invocation stands for: its own and one per accepted mutation.
  static int rows(Enriched enriched) {
    int rows = 1;
    for (MutationResult mutation : enriched.mutations()) {
      if (mutation instanceof MutationResult.Accepted) {
        rows++;
      }
    }
    return rows;
  }

  static long bytes(Enriched enriched) {
    long bytes = bytes(enriched.event());
    for (MutationResult mutation : enriched.mutations()) {
      if (mutation instanceof MutationResult.Accepted accepted) {
        bytes += bytes(accepted.event());
      }
    }
    return bytes;
  }

  private static long bytes(EnrichedEvent event) {
    long bytes =
        SHORT_COLUMNS
            + event.eventName().length()
            + event.worker().scriptName().length()
            + event.worker().workerName().length()
            + length(event.request().url())
            + length(event.request().userAgent())
            + length(event.classification().errorMessage())
            + length(event.result().logs())
            + length(event.result().exceptions());
    if (event.change() != null) {
      bytes +=
          event.change().entityId().length()
              + length(event.change().data())
              + length(event.change().metadata());
    }
    return bytes;
  }

  private static long length(String text) {
    return text == null ? 0 : text.length();
  }

  private static long length(JsonText text) {
    return text == null ? 0 : text.length();
  }
}
