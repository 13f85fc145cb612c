package dev.tailrace.app;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private final Failures failures = new Failures();

  @Test
  void transientFailure_getsANewThread() {
    assertThat(failures.handle(new StreamsException(new DisconnectException("gone"))))
        .isEqualTo(REPLACE_THREAD);
    assertThat(failures.permanent()).isEmpty();
  }

  @Test
  void permanentFailure_stopsAndIsKept() {
    StreamsException failure = new StreamsException(new IllegalStateException("broken"));
    assertThat(failures.handle(failure)).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(failures.permanent()).containsSame(failure);
    assertThat(Failures.explain(failure)).contains("broken");
  }

  @Test
  void knownFailures_nameTheRemedy() {
    assertThat(Failures.explain(new StreamsException(new RecordTooLargeException("36 MB"))))
        .contains("36 MB")
        .contains("raise max.message.bytes");
    assertThat(Failures.explain(new StreamsException(new FencedInstanceIdException("x"))))
        .contains("tailrace.instance");
  }

  @Test
  void transactionalIds_areTheSameAfterARestart() {
    StableTransactionIds clients =
        new StableTransactionIds(
            "tailrace", "pod-0", new RawProgress("tail.raw", InstantSource.system()));
    assertThat(clients.stable(transactionalId("tailrace-2f1c-aa-StreamThread-2")))
        .isEqualTo(clients.stable(transactionalId("tailrace-9d0e-bb-2")))
        .containsEntry(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "tailrace-pod-0-2");
  }

  private static Map<String, Object> transactionalId(String id) {
    return Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
  }
}
