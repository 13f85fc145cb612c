package dev.tailrace.app;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;

/// Waits for what the brokers answer.
final class Answers {
  private Answers() {}

  /// The answer.
  ///
  /// @throws KafkaException why there is none: what the brokers refused, or their silence
  static <T> T of(KafkaFuture<T> question) {
    try {
      return question.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException known
          ? known
          : new KafkaException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /// A consumer group, unless there is none of that name.
  ///
  /// @throws KafkaException as [#of] does
  static Optional<ConsumerGroupDescription> group(Admin admin, String group) {
    try {
      return Optional.of(
          of(admin.describeConsumerGroups(List.of(group)).describedGroups().get(group)));
    } catch (GroupIdNotFoundException _) {
      return Optional.empty();
    }
  }
}
