package dev.tailrace.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.f4b6a3.ulid.Ulid;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class UlidTextTest {
  private record Parts(long millis, long hash, int subIndex) {
    String ulid() {
      return new UlidText().of(millis, hash, subIndex);
    }
  }

  @Provide
  Arbitrary<Parts> parts() {
    return Combinators.combine(
            Arbitraries.longs().between(0, UlidText.LATEST_MILLIS),
            Arbitraries.longs(),
            Arbitraries.integers().between(0, UlidText.MOST_MUTATIONS))
        .as(Parts::new);
  }

  @Property
  void everyPart_comesBackFromTheText(@ForAll("parts") Parts parts) {
    Ulid read = Ulid.from(parts.ulid());

    assertThat(read.toString()).isEqualTo(parts.ulid());
    assertThat(read.getTime()).isEqualTo(parts.millis());
    long low = read.getLeastSignificantBits();
    assertThat(read.getMostSignificantBits() << 48 | low >>> 16).isEqualTo(parts.hash());
    assertThat(low & 0xFFFF).isEqualTo(parts.subIndex());
  }

  @Property
  void texts_sortByTimeThenHashThenSubIndex(@ForAll @Size(20) List<@From("parts") Parts> all) {
    Comparator<Parts> byParts =
        Comparator.comparingLong(Parts::millis)
            .thenComparing(Parts::hash, Long::compareUnsigned)
            .thenComparing(Parts::subIndex);

    assertThat(all.stream().sorted(byParts).map(Parts::ulid))
        .isEqualTo(all.stream().map(Parts::ulid).sorted().toList());
  }

  @Property(tries = 20)
  void offsetsOfOnePartition_neverCollide(
      @ForAll @LongRange(min = 0, max = Long.MAX_VALUE - 10_000) long first,
      @ForAll @IntRange(min = 0, max = 10_000) int partition) {
    Set<Long> hashes = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      hashes.add(UlidText.hash(record("tail.raw", partition, first + i)));
    }

    assertThat(hashes).hasSize(10_000);
  }

  @Example
  void partitionsAndTopics_haveHashesOfTheirOwn() {
    Set<Long> hashes = new HashSet<>();
    for (String topic : List.of("tail.raw", "tail.raw2", "raw.tail", "")) {
      IntStream.range(0, 100)
          .forEach(
              partition ->
                  IntStream.range(0, 100)
                      .forEach(
                          offset -> hashes.add(UlidText.hash(record(topic, partition, offset)))));
    }

    assertThat(hashes).hasSize(4 * 100 * 100);
  }

  /// A change of the hash would give every stored row another ulid when it is replayed.
  @Example
  void hash_neverChanges() {
    RawRecord record = record("tail.raw", 3, 42);

    assertThat(new UlidText().of(1_795_168_000_000L, UlidText.hash(record), 1))
        .isEqualTo("01M7W5KP00JACJ86CXWSMP8001");
  }

  @Example
  void timeBeyondTheFormat_isRefused() {
    assertThatThrownBy(() -> new UlidText().of(-1, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new UlidText().of(0, 0, UlidText.MOST_MUTATIONS + 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static RawRecord record(String topic, int partition, long offset) {
    return new RawRecord(topic, partition, offset, 0, 0);
  }
}
