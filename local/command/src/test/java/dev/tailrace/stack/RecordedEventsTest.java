package dev.tailrace.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RecordedEventsTest {
  private static final String EVENT =
      "{\"scriptName\":\"a\",\"logs\":[{\"timestamp\":1700000000007}],\"eventTimestamp\":1700000000000,"
          + "\"event\":{\"request\":{\"headers\":{\"cf-ray\":\"00000000000000aa-FRA\"}}}}";

  @Test
  void times_moveTogether_andNothingElse() {
    RecordedEvents events = RecordedEvents.of(List.of(EVENT));

    assertThat(new String(events.next(1_800_000_000_000L), UTF_8))
        .isEqualTo(
            EVENT
                .replace("1700000000007", "1800000000000")
                .replace("1700000000000", "1799999999993"));
  }

  @Test
  void eventsComeInTurn() {
    RecordedEvents events = RecordedEvents.of(List.of("{\"n\":1}", "{\"n\":2}"));

    assertThat(List.of(text(events.next(0)), text(events.next(0)), text(events.next(0))))
        .containsExactly("{\"n\":1}", "{\"n\":2}", "{\"n\":1}");
  }

  @Test
  void rayIds_areDrawnAnew_andStayHexadecimal() {
    RecordedEvents events = RecordedEvents.of(List.of(EVENT));
    SplittableRandom random = new SplittableRandom(1);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      String event = text(events.next(1_700_000_000_007L, random));
      assertThat(event).matches(".*\"cf-ray\":\"[0-9a-f]{16}-FRA\".*");
      seen.add(event);
    }
    assertThat(seen).hasSize(1_000);
  }

  @Test
  void aMissingFile_isNamed() {
    assertThatThrownBy(() -> RecordedEvents.read(Path.of("nowhere.jsonl.gz")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("nowhere.jsonl.gz");
  }

  private static String text(byte[] event) {
    return new String(event, UTF_8);
  }
}
