package dev.tailrace.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ShapeTest {
  @Test
  void text_isReadAndWritten() {
    assertThat(Shape.of("2x10")).isEqualTo(new Shape(2, 10)).hasToString("2x10");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2", "0x1", "1x0", "1x2,2x1", "-1x1", "100x1"})
  void anythingElse_isRefusedByName(String text) {
    assertThatThrownBy(() -> Shape.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }
}
