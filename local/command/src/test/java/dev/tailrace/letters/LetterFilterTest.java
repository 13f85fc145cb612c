package dev.tailrace.letters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class LetterFilterTest {
  private static final Letter LETTER = Letters.letter(Letters.pipelineHeaders("not-json"), null);

  private static LetterFilter between(Instant since, Instant until) {
    return new LetterFilter(
        Optional.empty(), Optional.of(since), Optional.of(until), Optional.empty());
  }

  @Test
  void since_isWithin_untilIsNot() {
    Instant time = Letters.TIME;
    assertThat(between(time, time.plusMillis(1)).matches(LETTER)).isTrue();
    assertThat(between(time.minusMillis(1), time).matches(LETTER)).isFalse();
    assertThat(between(time.plusMillis(1), time.plusMillis(2)).matches(LETTER)).isFalse();
  }

  @Test
  void reasonAndSourceTopic_areCompared() {
    assertThat(LetterFilter.ALL.matches(LETTER)).isTrue();
    assertThat(LetterFilter.ofReason("not-json").matches(LETTER)).isTrue();
    assertThat(LetterFilter.ofReason("too-large").matches(LETTER)).isFalse();
    LetterFilter raw =
        new LetterFilter(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("tail.raw"));
    assertThat(raw.matches(LETTER)).isTrue();
    assertThat(raw.matches(Letters.letter(new RecordHeaders(), null))).isFalse();
  }

  @Test
  void unknownReason_isRefused_andTheKnownAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LetterFilter.ofReason("not-jsno"))
        .withMessageContainingAll("not-jsno", "not-json", "refused-by-sink", "unreadable-headers");
  }

  @Test
  void emptyRange_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> between(Letters.TIME, Letters.TIME))
        .withMessageContaining("no time lies");
  }
}
