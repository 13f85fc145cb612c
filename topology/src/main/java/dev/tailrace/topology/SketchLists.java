package dev.tailrace.topology;

import dev.tailrace.window.DistinctSketch;
import dev.tailrace.window.DurationSketch;
import java.util.ArrayList;
import java.util.List;

/// Sketches as the arrays that stand in Avro records.
final class SketchLists {
  private SketchLists() {}

  static List<Integer> bins(DurationSketch sketch) {
    List<Integer> bins = new ArrayList<>();
    sketch.forEachBin((bin, _) -> bins.add(bin));
    return bins;
  }

  static List<Long> counts(DurationSketch sketch) {
    List<Long> counts = new ArrayList<>();
    sketch.forEachBin((_, count) -> counts.add(count));
    return counts;
  }

  static DurationSketch durations(long zeros, List<Integer> bins, List<Long> counts) {
    DurationSketch sketch = new DurationSketch();
    sketch.addZeros(zeros);
    for (int i = 0; i < bins.size(); i++) {
      sketch.add(bins.get(i), counts.get(i));
    }
    return sketch;
  }

  static List<Long> hashes(DistinctSketch sketch) {
    List<Long> hashes = new ArrayList<>(sketch.size());
    for (int i = 0; i < sketch.size(); i++) {
      hashes.add(sketch.hash(i));
    }
    return hashes;
  }

  static DistinctSketch distinct(List<Long> hashes) {
    DistinctSketch sketch = new DistinctSketch();
    hashes.forEach(sketch::add);
    return sketch;
  }
}
