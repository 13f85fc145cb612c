package dev.tailrace.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchCutterTest {
  private static final byte[] ROW = {1, 2, 3};

  private final List<Cut> cuts = new ArrayList<>();
  private final BatchCutter cutter = cutter(new BatchLimits(1_000, 1_000_000));

  private BatchCutter cutter(BatchLimits limits) {
    return new BatchCutter("events", 3, limits, cuts::add);
  }

  private static byte[] id(int number) {
    return Ids.batch(number).getBytes(US_ASCII);
  }

  @Test
  void seal_endsTheBatch() {
    cutter.take(10, 0, id(1), ROW);
    cutter.take(12, 0, id(1), ROW);
    assertThat(cuts).isEmpty();

    cutter.take(13, 0, id(1), null);

    Cut.Rows rows = (Cut.Rows) cuts.getFirst();
    assertThat(rows.batch().toString())
        .isEqualTo("batch " + Ids.batch(1) + " (events-3, offsets 10 to 12, 2 rows)");
    assertThat(rows.resumeOffset()).isEqualTo(14);
    assertThat(rows.bytes()).isEqualTo(6);
    assertThat(rows.positions().offset(1)).isEqualTo(12);
  }

  @Test
  void nextId_endsTheBatch() {
    cutter.take(10, 0, id(1), ROW);
    cutter.take(11, 0, id(2), ROW);

    assertThat(cuts).hasSize(1);
    assertThat(cuts.getFirst().resumeOffset()).isEqualTo(11);
  }

  @Test
  void sealOfAnotherId_endsTheBatchAndIsATick() {
    cutter.take(10, 0, id(1), ROW);
    cutter.take(11, 0, id(2), null);

    assertThat(cuts).hasSize(2);
    assertThat(cuts.get(0)).isInstanceOf(Cut.Rows.class);
    assertThat(cuts.get(1)).isEqualTo(new Cut.Tick(12));
  }

  @Test
  void recordWithoutBatchId_goesAloneAndDoesNotEndTheBatchItLiesIn() {
    cutter.take(9, 0, null, ROW);
    cutter.take(10, 0, id(1), ROW);
    cutter.take(11, 0, "short".getBytes(US_ASCII), ROW);
    cutter.take(12, 0, id(1), ROW);
    cutter.take(13, 0, id(1), null);

    assertThat(cuts.get(0)).isInstanceOf(Cut.Stray.class);
    assertThat(cuts.get(0).resumeOffset()).isEqualTo(10);
    assertThat(cuts.get(1)).isInstanceOf(Cut.Stray.class);
    assertThat(cuts.get(1).resumeOffset()).as("not beyond the open batch").isEqualTo(10);
    assertThat(((Cut.Rows) cuts.get(2)).batch().rows()).isEqualTo(2);
  }

  @Test
  void redeliveredRecords_areIgnored() {
    cutter.take(10, 0, id(1), ROW);
    cutter.take(11, 0, id(1), ROW);
    cutter.take(10, 0, id(1), ROW);
    cutter.take(11, 0, id(1), ROW);
    cutter.take(12, 0, id(1), null);

    assertThat(((Cut.Rows) cuts.getFirst()).batch().rows()).isEqualTo(2);
  }

  @Test
  void fallingId_stopsTheSink() {
    cutter.take(10, 0, id(2), ROW);
    cutter.take(11, 0, id(2), null);
    cutter.take(12, 0, id(1), ROW);

    assertThat(cuts.getLast()).isInstanceOf(Cut.Unlawful.class);
    assertThat(((Cut.Unlawful) cuts.getLast()).why()).contains(Ids.batch(1), "offset 12");
  }

  @Test
  void sealedId_thatGoesOn_stopsTheSink() {
    cutter.take(10, 0, id(2), ROW);
    cutter.take(11, 0, id(2), null);
    cutter.take(12, 0, id(2), ROW);

    assertThat(cuts.getLast()).isInstanceOf(Cut.Unlawful.class);
  }

  @Test
  void batchBeyondTheLimit_stopsTheSinkAndIsNotCutElsewhere() {
    BatchCutter small = cutter(new BatchLimits(2, 1_000));
    for (int offset = 0; offset < 5; offset++) {
      small.take(offset, 0, id(1), ROW);
    }

    assertThat(cuts).hasSize(1);
    assertThat(((Cut.Unlawful) cuts.getFirst()).why()).contains("2 rows");
  }
}
