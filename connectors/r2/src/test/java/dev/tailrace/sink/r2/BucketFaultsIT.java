package dev.tailrace.sink.r2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.engines.FaultProxy;
import dev.tailrace.engines.FaultProxy.Fate;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A bucket that fails delays the rows, and neither loses nor doubles one.
class BucketFaultsIT extends R2Contract {
  private final TopicLog log = new TopicLog("events", 0);
  private FaultProxy proxy;

  @BeforeEach
  void startProxy() {
    proxy = FaultProxy.start(0, lake.s3());
    lake.through(proxy.url());
    for (int i = 0; i < 3; i++) {
      batch(log, NOON.plusSeconds(300L * i), 20);
    }
    tick(log, NOON.plusSeconds(1_000));
  }

  @AfterEach
  void stopProxy() {
    proxy.close();
  }

  static Stream<Fate> passingFaults() {
    return Stream.of(
        new Fate.Refuse(),
        new Fate.Answer(500),
        new Fate.Answer(503),
        new Fate.Answer(429),
        new Fate.DoneButAnswer(500),
        new Fate.DoneButAnswer(503),
        new Fate.DoneButDropped());
  }

  @ParameterizedTest
  @MethodSource("passingFaults")
  void everyPutFailsSometimes_eachRowIsThereOnce(Fate fate) {
    proxy.letNext(11, "PUT", fate);

    try (TaskRun run = run(lake.properties(), log)) {
      run.untilStored();
    }

    assertThat(proxy.faults()).isEqualTo(11);
    assertThat(counted()).isEqualTo(each(60));
    assertThat(lake.objects(LocalLake.BUCKET, "events")).hasSize(3);
  }

  @ParameterizedTest
  @MethodSource("passingFaults")
  void everyQuestionFailsSometimes_eachRowIsThereOnce(Fate fate) {
    proxy.letNext(9, "GET", fate);

    try (TaskRun run = run(lake.properties(), log)) {
      run.untilStored();
    }

    assertThat(proxy.faults()).isEqualTo(9);
    assertThat(counted()).isEqualTo(each(60));
  }

  @Test
  void putAnswered412AfterItWasStored_countsAsStored() {
    proxy.letNext(1, "PUT", new Fate.DoneButAnswer(412));

    try (TaskRun run = run(lake.properties(), log)) {
      run.untilStored();
    }

    assertThat(counted()).isEqualTo(each(60));
    assertThat(lake.objects(LocalLake.BUCKET, "events")).hasSize(3);
  }

  @Test
  void putAnswered412AndNotStored_isPutAgain() {
    proxy.letNext(1, "PUT", new Fate.Answer(412));

    try (TaskRun run = run(lake.properties(), log)) {
      run.untilStored();
    }

    assertThat(counted()).isEqualTo(each(60));
    assertThat(lake.objects(LocalLake.BUCKET, "events")).hasSize(3);
  }

  @Test
  void bucketThatIsDown_holdsTheOffsetsBack() {
    proxy.let(_ -> new Fate.Refuse());
    try (TaskRun run = run(lake.properties(), log)) {
      run.until(() -> proxy.faults() > 10);
      assertThat(offsets).isEmpty();

      proxy.let(_ -> FaultProxy.PASS);
      run.untilStored();
    }

    assertThat(counted()).isEqualTo(each(60));
  }

  @Test
  void slowBucket_delays() {
    CountDownLatch answer = new CountDownLatch(1);
    proxy.letNext(1, "PUT", new Fate.Held(answer));
    try (TaskRun run = run(lake.properties(), log)) {
      run.until(() -> proxy.faults() == 1);
      assertThat(offsets.getOrDefault(log.partition(), 0L)).isZero();

      answer.countDown();
      run.untilStored();
    }

    assertThat(counted()).isEqualTo(each(60));
  }

  @Test
  void wrongCredentials_stopTheTaskWithTheRemedy() {
    lake.with(R2SinkKeys.SECRET_KEY, "wrong");
    try (TaskRun run = run(lake.properties(), log)) {
      assertThatThrownBy(() -> run.until(() -> false))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("403")
          .hasMessageContaining(R2SinkKeys.ACCESS_KEY);
    }
    assertThat(offsets).isEmpty();
  }

  @Test
  void bucketThatIsMissing_stopsTheTaskWithItsName() {
    lake.with(R2SinkKeys.BUCKET, "nowhere");
    try (TaskRun run = run(lake.properties(), log)) {
      assertThatThrownBy(() -> run.until(() -> false))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("nowhere")
          .hasMessageContaining(R2SinkKeys.BUCKET);
    }
    assertThat(offsets).isEmpty();
  }

  @Test
  void catalogBehindTheSameFaults_getsEachRowOnce() {
    proxy.letNext(25, "PUT", new Fate.DoneButDropped());

    try (TaskRun run = run(lake.withTables(), log)) {
      run.untilStored();
    }

    assertThat(countedInTable()).isEqualTo(each(60));
  }
}
