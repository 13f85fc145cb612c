package dev.tailrace.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DistinctSketchTest {
  /// SELECT xxHash64('connection reset') in ClickHouse 26.7, shifted right by one bit.
  @Test
  void hash_isThatOfClickHouse() {
    assertThat(DistinctSketch.hash("")).isEqualTo(0xEF46DB3751D8E999L >>> 1);
  }

  @Property(tries = 100)
  void fewTexts_areCountedExactly(@ForAll @IntRange(max = DistinctSketch.SIZE - 1) int texts) {
    DistinctSketch sketch = sketch(0, texts);
    sketch.merge(sketch(0, texts));
    assertThat(sketch.estimate()).isEqualTo(texts);
  }

  /// Five standard errors.
  @Property(tries = 20)
  void manyTexts_areEstimated(@ForAll @IntRange(min = 3_000, max = 60_000) int texts) {
    assertThat((double) sketch(0, texts).estimate()).isCloseTo(texts, within(texts * 0.11));
  }

  @Property(tries = 50)
  void merging_isAddingAllTexts(
      @ForAll @IntRange(max = 5_000) int one, @ForAll @IntRange(max = 5_000) int other) {
    DistinctSketch merged = sketch(0, one);
    merged.merge(sketch(2_000, 2_000 + other));
    DistinctSketch all = sketch(0, one);
    IntStream.range(2_000, 2_000 + other).forEach(i -> all.add(DistinctSketch.hash("text " + i)));
    assertThat(hashes(merged)).isEqualTo(hashes(all)).isSorted();
    assertThat(merged.size()).isLessThanOrEqualTo(DistinctSketch.SIZE);
  }

  private static DistinctSketch sketch(int from, int to) {
    DistinctSketch sketch = new DistinctSketch();
    IntStream.range(from, to).forEach(i -> sketch.add(DistinctSketch.hash("text " + i)));
    return sketch;
  }

  private static long[] hashes(DistinctSketch sketch) {
    return IntStream.range(0, sketch.size()).mapToLong(sketch::hash).toArray();
  }
}
