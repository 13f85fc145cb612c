package dev.tailrace.things;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LineageTest {
  @Test
  void marks_lieInTheOrderOfTheirVersions() {
    Lineage lineage = Lineage.EMPTY.with(mark(5)).with(mark(9)).with(mark(1)).with(mark(7));

    assertThat(lineage.size()).isEqualTo(4);
    assertThat(lineage.first()).isEqualTo(mark(1));
    assertThat(lineage.last()).isEqualTo(mark(9));
    assertThat(lineage.lastUpTo(mark(8).version())).isEqualTo(mark(7));
    assertThat(lineage.lastUpTo(mark(0).version())).isEqualTo(Mark.NONE);
    assertThat(lineage.after(mark(5).version()))
        .isEqualTo(Lineage.EMPTY.with(mark(7)).with(mark(9)));
  }

  @Test
  void knownMark_changesNothing() {
    Lineage lineage = Lineage.EMPTY.with(mark(1)).with(mark(2));

    assertThat(lineage.with(mark(1))).isSameAs(lineage);
    assertThat(lineage.after(mark(0).version())).isSameAs(lineage);
  }

  @Property(tries = 200)
  void firstAndNewestMarks_areKept_inAnyOrder(
      @ForAll @IntRange(min = 1, max = 200) int count, @ForAll long seed) {
    List<Mark> marks =
        new java.util.ArrayList<>(IntStream.range(0, count).mapToObj(LineageTest::mark).toList());
    Collections.shuffle(marks, new Random(seed));
    Lineage lineage = Lineage.EMPTY;
    for (Mark mark : marks) {
      lineage = lineage.with(mark);
    }

    Lineage expected = Lineage.EMPTY.with(mark(0));
    for (int i = Math.max(1, count - Lineage.MOST + 1); i < count; i++) {
      expected = expected.with(mark(i));
    }
    assertThat(lineage).isEqualTo(expected);
    for (Mark mark : marks) {
      assertThat(lineage.with(mark)).isSameAs(lineage);
    }
  }

  @Property(tries = 50)
  void bytes_andBack(@ForAll @IntRange(max = 70) int count) {
    Lineage lineage = Lineage.EMPTY;
    for (int i = 0; i < count; i++) {
      lineage = lineage.with(mark(i));
    }

    assertThat(Lineage.of(lineage.toBytes())).isEqualTo(lineage);
    assertThat(lineage.toBytes()).hasSize(24 * Math.min(count, Lineage.MOST));
  }

  @Test
  void cutBytes_areRefused() {
    assertThatThrownBy(() -> Lineage.of(new byte[25])).hasMessageContaining("25");
  }

  private static Mark mark(int number) {
    return new Mark(new Version(1L << 60, number + 1L), number);
  }
}
