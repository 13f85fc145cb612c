package dev.tailrace.letters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tailrace.event.DeadLetterReason;
import dev.tailrace.topology.TopicCatalog;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayRulesTest {
  private static final ReplayRules RULES = new ReplayRules(Optional.empty());

  private static Letter ofPipeline(String reason) {
    return Letters.letter(Letters.pipelineHeaders(reason), new byte[3]);
  }

  private static Letter ofSink(String topic) {
    return Letters.letter(Letters.ofSink(topic, null).headers(), new byte[3]);
  }

  private static String refusal(Letter letter) {
    return RULES.decide(letter) instanceof ReplayRules.Refuse(String why) ? why : "not refused";
  }

  @Test
  void onlyOfAnInvalidMutation_somethingWasProcessed() {
    List<DeadLetterReason> refused =
        Arrays.stream(DeadLetterReason.values())
            .filter(reason -> RULES.decide(ofPipeline(reason.code())) instanceof ReplayRules.Refuse)
            .toList();
    assertThat(EnumSet.copyOf(refused)).containsExactly(DeadLetterReason.INVALID_MUTATION);
    assertThat(refusal(ofPipeline("invalid-mutation"))).contains("processed", "announce");
  }

  @Test
  void whatIsStillTooLarge_isRefused() {
    Letter large =
        Letters.letter(
            Letters.pipelineHeaders("too-large"), new byte[TopicCatalog.MAX_RECORD_BYTES + 1]);
    assertThat(refusal(large)).contains("16,777,216", "show --raw");
  }

  @Test
  void rowsThatSinksRefused_areRefused_eachWithItsWayOut() {
    assertThat(refusal(ofSink("events"))).contains("sealed batch", "offsets");
    assertThat(refusal(ofSink("service-metrics.hourly"))).contains("rebuild-windows");
    assertThat(refusal(ofSink("things.mutations"))).contains("rebuild-things");
    assertThat(refusal(ofSink("another.topic"))).contains("offsets");
  }

  @Test
  void whatIsNotUnderstood_isRefused() {
    assertThat(refusal(Letters.letter(new RecordHeaders(), new byte[3]))).contains("produce");
    assertThat(refusal(ofPipeline("of-the-future"))).contains("this version");
  }

  @Test
  void otherSourceTopic_needsATarget() {
    RecordHeaders headers = Letters.pipelineHeaders("not-json");
    headers.remove("source_topic").add("source_topic", Letters.bytes("my.raw"));
    Letter letter = Letters.letter(headers, null);
    assertThat(refusal(letter)).contains("--to");
    assertThat(new ReplayRules(Optional.of("my.raw")).decide(letter))
        .isEqualTo(new ReplayRules.Publish("my.raw"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"events", "tail.dead-letter", "tail.replayed", "things.mutations"})
  void innerTopics_areNoTargets(String topic) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ReplayRules(Optional.of(topic)))
        .withMessageContainingAll(topic, "Tailrace alone");
  }
}
