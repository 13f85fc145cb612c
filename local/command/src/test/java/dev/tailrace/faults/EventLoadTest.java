package dev.tailrace.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.time.InstantSource;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLoadTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(
          /* autoComplete= */ false, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final EventLoad load = EventLoad.start(producer, 1, 1_000, InstantSource.fixed(NOW));

  @AfterEach
  void close() {
    load.close();
  }

  @Test
  void unacknowledged_doesNotCount() {
    await().until(() -> producer.history().size() >= 20);
    assertThat(load.published()).isZero();
    assertThat(load.newest()).isEqualTo(Instant.EPOCH);

    for (int i = 0; i < 20; i++) {
      producer.completeNext();
    }

    assertThat(load.published()).isEqualTo(20);
    assertThat(load.newest()).isEqualTo(NOW);
    assertThat(load.failure()).isEmpty();
  }

  @Test
  void failedSend_endsTheLoadAndIsNamed() {
    await().until(() -> producer.history().size() >= 2);
    producer.completeNext();
    producer.errorNext(new TimeoutException("no broker for 15 minutes"));

    assertThat(load.failure())
        .hasValueSatisfying(
            failure ->
                assertThat(failure)
                    .contains("after 1 acknowledged")
                    .contains("no broker for 15 minutes"));
  }

  @Test
  void paused_sendsNothingUntilResumed() {
    await().until(() -> producer.history().size() >= 2);
    load.pause();
    await()
        .until(
            () -> {
              while (producer.completeNext()) {}
              return load.underWay() == 0;
            });
    long published = load.published();

    load.resume();

    await().until(() -> load.underWay() >= 10);
    assertThat(load.published()).isEqualTo(published);
  }

  @Test
  void rateBelowOne_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EventLoad.start(producer, 1, 0, InstantSource.system()))
        .withMessageContaining("0 events per second");
  }
}
