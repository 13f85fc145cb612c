package dev.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The law of sealed batches: within a partition ids rise from run to run, so each names one run
/// only.
final class BatchLaw {
  private BatchLaw() {}

  static void check(List<BatchRun> runs) {
    Map<Integer, String> last = new HashMap<>();
    for (BatchRun run : runs) {
      String before = last.put(run.partition(), run.batchId());
      if (before != null) {
        assertThat(run.batchId()).as("%s after %s", run, before).isGreaterThan(before);
      }
    }
  }
}
