package dev.tailrace.produce;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;

/// Says what a failure of Kafka means to the user and what to do about it.
public final class KafkaProblems {
  private KafkaProblems() {}

  /// The answer, or what its failure means.
  public static <T> T await(KafkaFuture<T> future, PublishTarget target) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw explain(e.getCause(), target);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PublishException("interrupted while waiting for " + target.bootstrapServers(), e);
    }
  }

  /// The exception for the user; one that is explained already stays as it is said.
  public static PublishException explain(Throwable failure, PublishTarget target) {
    String broker = target.bootstrapServers();
    String what =
        switch (failure) {
          case PublishException known -> known.getMessage();
          case TimeoutException _ ->
              "no Kafka broker answers at %s: start the stack (tailrace up) or give the right address with --bootstrap-server; if it needs TLS or a login, give --command-config FILE"
                  .formatted(broker);
          case AuthenticationException e ->
              "Kafka at %s refused the login: %s; check the credentials in --command-config"
                  .formatted(broker, e.getMessage());
          case AuthorizationException e ->
              "Kafka at %s does not allow this: %s; ask its operator for the right"
                  .formatted(broker, e.getMessage());
          case RecordTooLargeException e ->
              "the topic takes no event of this size: %s; raise its max.message.bytes to 17825792"
                  .formatted(e.getMessage());
          case ProducerFencedException _, InvalidProducerEpochException _ ->
              "another process has begun to publish the same content, so this one stops; nothing is"
                  + " lost or doubled: let the other finish";
          case ConfigException e -> "the Kafka client cannot be set up: " + e.getMessage();
          case KafkaException e when e.getCause() != null && e.getCause() != e ->
              explain(e.getCause(), target).getMessage();
          default -> "Kafka at %s failed: %s".formatted(broker, failure);
        };
    return new PublishException(what, failure);
  }
}
