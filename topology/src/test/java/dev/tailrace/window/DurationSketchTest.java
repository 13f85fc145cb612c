package dev.tailrace.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.mapping.LogarithmicMapping;
import com.datadoghq.sketch.ddsketch.store.UnboundedSizeDenseStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class DurationSketchTest {
  private static final double[] QUANTILES = {0, 0.01, 0.25, 0.5, 0.75, 0.95, 0.99, 1};

  @Property(tries = 500)
  void quantiles_lieWithinTheAccuracy(@ForAll("durations") List<Long> values) {
    DurationSketch sketch = sketch(values);
    long[] sorted = values.stream().mapToLong(Long::longValue).sorted().toArray();
    for (double q : QUANTILES) {
      long exact = sorted[(int) Math.min(sorted.length - 1L, (long) (q * sorted.length))];
      double tolerance = exact < 50 ? 0 : exact * DurationSketch.ACCURACY * (1 + 1e-9);
      assertThat(sketch.quantile(q)).as("q %s", q).isCloseTo((double) exact, within(tolerance));
    }
  }

  @Property(tries = 300)
  void merging_isAddingAllValues(
      @ForAll("durations") List<Long> one, @ForAll("durations") List<Long> other) {
    DurationSketch merged = sketch(one);
    merged.merge(sketch(other));
    List<Long> all = new ArrayList<>(other);
    all.addAll(one);
    assertThat(text(merged)).isEqualTo(text(sketch(all)));
  }

  @Property(tries = 200)
  void bins_areThoseOfTheLibrary(@ForAll("durations") List<Long> values) {
    DDSketch library =
        new DDSketch(new LogarithmicMapping(DurationSketch.ACCURACY), UnboundedSizeDenseStore::new);
    values.forEach(library::accept);
    List<String> expected = new ArrayList<>();
    library.getPositiveValueStore().forEach((bin, count) -> expected.add(bin + "=" + (long) count));
    List<String> bins = new ArrayList<>();
    sketch(values).forEachBin((bin, count) -> bins.add(bin + "=" + count));
    assertThat(bins).isEqualTo(expected);
  }

  @Test
  void nothing_hasQuantileZero() {
    assertThat(new DurationSketch().quantile(0.5)).isZero();
  }

  @Test
  void longest_isHeld() {
    DurationSketch sketch = sketch(List.of(1L << 53, 1L));
    assertThat(sketch.quantile(1)).isCloseTo(0x1p53, within(0x1p53 / 100));
    assertThat(sketch.count()).isEqualTo(2);
    assertThat(sketch.binCount()).isEqualTo(2);
  }

  @Provide
  Arbitrary<List<Long>> durations() {
    Arbitrary<Long> small = Arbitraries.longs().between(0, 60);
    Arbitrary<Long> common = Arbitraries.longs().between(0, 10_000);
    Arbitrary<Long> any = Arbitraries.longs().between(0, 1L << 53);
    return Arbitraries.oneOf(small, common, any).list().ofMinSize(1).ofMaxSize(300);
  }

  private static DurationSketch sketch(List<Long> values) {
    DurationSketch sketch = new DurationSketch();
    values.forEach(sketch::add);
    return sketch;
  }

  private static String text(DurationSketch sketch) {
    StringBuilder text = new StringBuilder().append(sketch.zeros());
    sketch.forEachBin((bin, count) -> text.append(' ').append(bin).append('=').append(count));
    return text + " " + Arrays.toString(QUANTILES);
  }
}
