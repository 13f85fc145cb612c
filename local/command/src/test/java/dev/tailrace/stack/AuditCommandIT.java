package dev.tailrace.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.audit.Audit;
import dev.tailrace.audit.AuditFollow;
import dev.tailrace.audit.AuditPlaces;
import dev.tailrace.audit.AuditReport;
import dev.tailrace.audit.StoreNames;
import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.produce.Progress;
import dev.tailrace.produce.PublishTarget;
import dev.tailrace.produce.ResumablePublish;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `tailrace audit` as a process, beside a running stack and on a stopped one; and an audit that
/// goes on although a store is down.
final class AuditCommandIT {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final Pattern METRICS =
      Pattern.compile("metrics at (http://127\\.0\\.0\\.1:\\d+/metrics)");

  @TempDir Path temp;

  @Test
  void followedStackIsServedAsMetrics_andTheStoppedOneAddsUp() throws Exception {
    Path data = temp.resolve("data");
    try (Stack stack = Stack.start(settings(data), _ -> {}, CLOCK)) {
      publish(stack, Samples.file("tail-events-documented.jsonl"));
      addsUpWhileLettersFlow(stack);
      follow(data);
      outlivesAStoreThatDoesNotAnswer(stack);
    }

    try (TailraceProcess audit = TailraceProcess.start(temp, "audit", "--data", data.toString())) {
      assertThat(audit.exitCode()).as(audit::toString).isZero();
      assertThat(audit.output())
          .contains("records on the raw topic")
          .endsWith("everything adds up\n");
    }
  }

  /// Letters that are written while the audit compares are not missing in the bucket.
  private static void addsUpWhileLettersFlow(Stack stack) throws InterruptedException {
    AtomicBoolean enough = new AtomicBoolean();
    Thread load = Thread.ofPlatform().start(() -> publishWithRubbish(stack, enough));

    AuditReport report =
        Audit.run(
            AuditPlaces.of(
                stack.state(),
                Endpoint.of(stack.state().clickHouseUrl()),
                "default",
                stack.postgres()),
            _ -> {});

    enough.set(true);
    load.join();
    assertThat(report.stores())
        .filteredOn(store -> store.store().equals(StoreNames.DEAD_LETTERS_BUCKET))
        .allSatisfy(store -> assertThat(store.expected()).isPositive());
    assertThat(report.stores())
        .allSatisfy(store -> assertThat(store.addsUp()).as(store.toString()).isTrue());
  }

  /// One of fifty records is no event, which is within the budget of dead letters.
  private static void publishWithRubbish(Stack stack, AtomicBoolean enough) {
    RecordedEvents events = RecordedEvents.read(Samples.file("tail-events-prodlike.jsonl"));
    byte[] rubbish = "no event".getBytes(StandardCharsets.UTF_8);
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, stack.state().bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int sent = 0; !enough.get(); sent++) {
        byte[] record = sent % 50 == 0 ? rubbish : events.next(CLOCK.millis());
        var _ = producer.send(new ProducerRecord<>(StackTopics.RAW, record));
        LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
      }
    }
  }

  private void follow(Path data) throws Exception {
    try (TailraceProcess follow =
        TailraceProcess.start(
            temp,
            "audit",
            "--follow",
            "--data",
            data.toString(),
            "--interval",
            "PT1S",
            "--metrics-port",
            "0")) {
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(
              () ->
                  assertThat(metrics(follow))
                      .as(follow::toString)
                      .contains("tailrace_audit_lost{store=\"clickhouse\"} 0.0")
                      .contains("tailrace_audit_lag_seconds{store=\"clickhouse\"} 0.0"));

      Instant asked = CLOCK.instant();
      follow.terminate();

      assertThat(follow.exitCode()).as(follow::toString).isZero();
      assertThat(Duration.between(asked, CLOCK.instant())).isLessThan(Duration.ofSeconds(20));
      assertThat(follow.output()).contains("| clickhouse lost 0 dup 0 diff 0 lag 0.0s");
    }
  }

  /// A store that is down is no reason to stop watching the pipeline.
  private static void outlivesAStoreThatDoesNotAnswer(Stack stack) {
    AuditPlaces places =
        AuditPlaces.of(
            stack.state(), Endpoint.of("http://127.0.0.1:1"), "default", stack.postgres());
    AuditFollow follow = new AuditFollow(places, Duration.ofSeconds(1), CLOCK);
    List<String> troubles = new ArrayList<>();

    follow.run(
        _ -> {},
        trouble -> {
          troubles.add(trouble.getMessage());
          if (troubles.size() == 2) {
            follow.stop();
          }
        });

    assertThat(troubles).hasSize(2).allMatch(words -> words.contains("http://127.0.0.1:1"));
  }

  private static String metrics(TailraceProcess follow) throws Exception {
    Matcher address = METRICS.matcher(follow.errors());
    if (!address.find()) {
      return "";
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(address.group(1))).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  private static void publish(Stack stack, Path file) {
    PublishTarget target =
        PublishTarget.of(
            stack.state().bootstrapServers(), Optional.of(stack.state().registryUrl()));
    var _ =
        new ResumablePublish(target, CLOCK)
            .publish(file, ResumablePublish.Mode.ONCE, new Progress());
  }

  private static StackSettings settings(Path data) {
    return new StackSettings(
        data,
        Ports.anyFree(),
        Optional.empty(),
        "default",
        Optional.empty(),
        Map.of(),
        StackSettings.SinkStart.CONTINUE,
        StackSettings.Roll.QUICK);
  }
}
