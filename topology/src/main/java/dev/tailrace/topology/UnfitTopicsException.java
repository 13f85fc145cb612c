package dev.tailrace.topology;

import dev.tailrace.topology.TopicCatalog.Problem;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;

/// The cluster's topics are not as they must be. The message lists everything that is wrong, each
/// with the command that mends it.
public final class UnfitTopicsException extends KafkaException {
  public UnfitTopicsException(List<Problem> problems) {
    super(
        problems.stream()
            .map(problem -> "\n  - " + problem)
            .collect(Collectors.joining("", "the topics are not as they must be:", "")));
  }
}
