package dev.tailrace.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class TimeOrAgoTest {
  private static final TimeOrAgo CONVERTER =
      new TimeOrAgo(() -> Instant.parse("2026-11-20T12:00:00Z"));

  @ParameterizedTest
  @CsvSource({
    "2026-11-20T11:00:00Z, 2026-11-20T11:00:00Z",
    "2026-11-20T11:00:00.5+01:00, 2026-11-20T10:00:00.5Z",
    "90s, 2026-11-20T11:58:30Z",
    "90m, 2026-11-20T10:30:00Z",
    "2h, 2026-11-20T10:00:00Z",
    "7d, 2026-11-13T12:00:00Z",
    "PT1H30M, 2026-11-20T10:30:00Z",
    "P1D, 2026-11-19T12:00:00Z"
  })
  void times_andWhilesAgo(String text, Instant expected) {
    assertThat(CONVERTER.convert(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2", "h", "2w", "-2h", "yesterday", "2026-11-20", "P", "PT"})
  void anythingElse_isRefusedWithExamples(String text) {
    assertThatThrownBy(() -> CONVERTER.convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContainingAll("'" + text + "'", "2h");
  }
}
