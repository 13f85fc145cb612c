package dev.tailrace.sink.r2;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class FilePlaceTest {
  private final FilePlace place =
      new FilePlace("events", LocalDate.parse("2026-11-20"), "kafka", 3);

  @Test
  void key_tellsDirectoryDaySourcePartitionAndOffset() {
    assertThat(place.key(42, ".parquet"))
        .isEqualTo("events/dt=2026-11-20/kafka-00003-00000000000000000042.parquet")
        .startsWith(place.keyPrefix());
  }

  @Test
  void keys_sortAsTheOffsetsDo() {
    List<String> keys =
        List.of(0L, 9L, 10L, 99_999L, 100_000L, Long.MAX_VALUE).stream()
            .map(offset -> place.key(offset, ".parquet"))
            .toList();

    assertThat(keys).isSorted();
    assertThat(keys)
        .extracting(key -> place.firstOffset(key, ".parquet").orElseThrow())
        .containsExactly(0L, 9L, 10L, 99_999L, 100_000L, Long.MAX_VALUE);
  }

  @Test
  void otherObjects_areNoneOfItsFiles() {
    String key = place.key(42, ".parquet");
    for (String other :
        List.of(
            "",
            place.keyPrefix(),
            place.keyPrefix() + ".parquet",
            key + ".tmp",
            key.replace("0042", "042"),
            key.replace("0042", "00042"),
            key.replace("0042", "004x"),
            key.replace("0042", "-042"),
            key.replace("0042", "00٤2"), // an Arabic digit
            key.replace("00000000000000000042", "09223372036854775808"),
            key.replace("00000000000000000042", "99999999999999999999"),
            key.replace("events/", "eventsx/"),
            key.replace("2026-11-20", "2026-11-21"),
            key.replace("-00003-", "-00004-"),
            place.key(42, ".jsonl"))) {
      assertThat(place.firstOffset(other, ".parquet")).as(other).isEmpty();
    }
  }

  @Test
  void bytesOfLetters_areNoFileOfTheChain() {
    String bytes = place.key(42, "-00000000000000000044.bin");

    assertThat(place.firstOffset(bytes, ".jsonl")).isEmpty();
    assertThat(place.firstOffset(place.key(42, ".jsonl"), ".jsonl")).hasValue(42);
  }
}
