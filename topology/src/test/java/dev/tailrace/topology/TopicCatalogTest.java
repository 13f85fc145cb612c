package dev.tailrace.topology;

import static dev.tailrace.topology.TopicCatalog.MAX_MESSAGE_SIZE;
import static dev.tailrace.topology.TopicCatalog.RAW_MESSAGE_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.topology.TopicCatalog.Existing;
import dev.tailrace.topology.TopicCatalog.Problem;
import dev.tailrace.topology.TopicCatalog.Retention;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicCatalogTest {
  private static final TopicCatalog CATALOG =
      TopicCatalog.of(TopicNames.DEFAULT, 6, 1, (short) 3, Retention.DEFAULT);

  @Test
  void goodTopics_haveNoProblems() {
    assertThat(CATALOG.problems(good())).isEmpty();
  }

  @Test
  void missingTopics_areAllNamedWithTheirCommands() {
    assertThat(CATALOG.problems(Map.of()))
        .extracting(Problem::what)
        .containsExactly(
            "topic tail.raw is missing",
            "topic events is missing",
            "topic partials is missing",
            "topic service-metrics.hourly is missing",
            "topic error-trends.5min is missing",
            "topic things.mutations is missing",
            "topic tail.dead-letter is missing");
    assertThat(CATALOG.problems(Map.of()).getFirst().remedy())
        .isEqualTo(
            "kafka-topics --bootstrap-server BROKER --create --topic tail.raw --partitions 6"
                + " --replication-factor 3 --config cleanup.policy=delete --config"
                + " max.message.bytes=17825792 --config retention.ms=604800000");
  }

  @Test
  void unequalPartitions_areAProblem() {
    Map<String, Existing> topics = good();
    topics.put("events", new Existing(4, MAX_MESSAGE_SIZE));
    Problem problem = only(CATALOG.problems(topics));
    assertThat(problem.what()).contains("events has 4 partitions").contains("tail.raw has 6");
    assertThat(problem.remedy()).endsWith("--alter --topic events --partitions 6");
  }

  @Test
  void smallTopic_isAProblem() {
    Map<String, Existing> topics = good();
    topics.put("things.mutations", new Existing(6, 1_048_588));
    Problem problem = only(CATALOG.problems(topics));
    assertThat(problem.what()).contains("takes records up to 1048588 bytes");
    assertThat(problem.remedy())
        .endsWith(
            "--entity-type topics --entity-name things.mutations --add-config"
                + " max.message.bytes=34603008");
  }

  @Test
  void allProblems_areReportedAtOnce() {
    Map<String, Existing> topics = good();
    topics.put("tail.raw", new Existing(8, 1));
    topics.remove("tail.dead-letter");
    assertThat(CATALOG.problems(topics)).hasSize(3);
  }

  @Test
  void newEventsTopic_takesThePartitionsOfTheRawOne() {
    TopicCatalog fitted = CATALOG.fittedTo(Map.of("tail.raw", new Existing(24, RAW_MESSAGE_BYTES)));
    assertThat(fitted.specs())
        .extracting(spec -> spec.name() + " " + spec.partitions())
        .containsExactly(
            "tail.raw 24",
            "events 24",
            "partials 6",
            "service-metrics.hourly 6",
            "error-trends.5min 6",
            "things.mutations 6",
            "tail.dead-letter 1");
  }

  private static Problem only(List<Problem> problems) {
    assertThat(problems).hasSize(1);
    return problems.getFirst();
  }

  private static Map<String, Existing> good() {
    Map<String, Existing> topics = new HashMap<>();
    topics.put("tail.raw", new Existing(6, RAW_MESSAGE_BYTES));
    topics.put("events", new Existing(6, MAX_MESSAGE_SIZE));
    topics.put("partials", new Existing(6, MAX_MESSAGE_SIZE));
    topics.put("service-metrics.hourly", new Existing(6, MAX_MESSAGE_SIZE));
    topics.put("error-trends.5min", new Existing(6, MAX_MESSAGE_SIZE));
    topics.put("things.mutations", new Existing(2, MAX_MESSAGE_SIZE));
    topics.put("tail.dead-letter", new Existing(1, 40_000_000));
    return topics;
  }
}
