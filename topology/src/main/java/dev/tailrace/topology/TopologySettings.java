package dev.tailrace.topology;

import dev.tailrace.window.WindowLimits;
import java.util.Objects;

/// What the topology needs to know.
///
/// @param instance name of this instance, as it stands in every row it writes
/// @param counts where the tasks count what they do
public record TopologySettings(
    TopicNames topics,
    SealLimits seal,
    DeadLetterLimits deadLetters,
    WindowLimits windows,
    RecordFormat format,
    String instance,
    TopologyCounts counts) {
  public TopologySettings {
    Objects.requireNonNull(topics, "topics");
    Objects.requireNonNull(seal, "seal");
    Objects.requireNonNull(deadLetters, "deadLetters");
    Objects.requireNonNull(windows, "windows");
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(instance, "instance");
    Objects.requireNonNull(counts, "counts");
  }
}
