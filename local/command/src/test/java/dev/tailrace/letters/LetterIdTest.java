package dev.tailrace.letters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LetterIdTest {
  @Test
  void text_isReadBack() {
    LetterId id = new LetterId(3, 1_234_567_890_123L);
    assertThat(LetterId.of(id.toString())).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "-1-2", "1-", "1-2-3", "a-1", "1-99999999999999999999", "1 -2"})
  void anythingElse_isNoId(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LetterId.of(text))
        .withMessageContaining("PARTITION-OFFSET");
  }
}
