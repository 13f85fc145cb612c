package dev.tailrace.bench;

import java.nio.file.Path;
import java.util.List;

/// What goes over a way that is measured, and where.
///
/// @param directory for everything; must be empty
/// @param recorded events, a JSON object in each line, gzipped; they are used in turn
/// @param warmUp events that go first and are not measured, so that compiled code is
/// @param events that are measured
/// @param jvmOptions of the processes of the pipeline
public record Workload(
    Path directory, Path recorded, long warmUp, long events, List<String> jvmOptions) {
  public Workload {
    jvmOptions = List.copyOf(jvmOptions);
  }

  /// All events there are.
  long total() {
    return warmUp + events;
  }

  /// How many there are, in words.
  String inWords() {
    return "%,d recorded events after %,d others".formatted(events, warmUp);
  }
}
