package dev.tailrace.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tailrace.sink.r2.R2SinkConnector;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BucketTrafficTest {
  private static final Duration DAY = Duration.ofDays(1);

  private static BucketTraffic oneFileADay(long rows, double bytesPerRow) {
    return new BucketTraffic(
        Workloads.with(
            rows,
            30,
            new FileSettings(1, DAY, Duration.ofMinutes(1)),
            new RowSizes(bytesPerRow, 1)));
  }

  @Test
  void settings_areTheDefaultsOfTheSink() {
    Map<String, Object> sink = new R2SinkConnector().config().defaultValues();
    assertThat(sink)
        .containsEntry("roll.interval.ms", FileSettings.DEFAULT.rollInterval().toMillis())
        .containsEntry(
            "iceberg.commit.interval.ms", FileSettings.DEFAULT.commitInterval().toMillis())
        .containsEntry("file.max.rows", (int) BucketTraffic.FILE_ROWS)
        .containsEntry("s3.part.bytes", (int) BucketTraffic.PART_BYTES);
  }

  @Test
  void files_areOneForEachPartitionAndSlot() {
    BucketTraffic day = new BucketTraffic(Workloads.withEvents(1_000_000));
    assertThat(day.eventFiles()).isEqualTo(6 * 288.0);
    assertThat(day.eventFileRequests()).isEqualTo(6 * 288.0);
    assertThat(day.windowFiles()).isEqualTo(2 * 6 * 288.0);
  }

  @Test
  void files_areNeverMoreThanEvents() {
    BucketTraffic day = new BucketTraffic(Workloads.withEvents(5));
    assertThat(day.eventFiles()).isEqualTo(5);
    assertThat(day.eventFileRequests()).isEqualTo(5);
    assertThat(day.windowFiles()).isEqualTo(10);
    assertThat(day.commits()).isEqualTo(15);
  }

  @Test
  void fileWithTooManyRows_isSplit() {
    assertThat(oneFileADay(1_000_000, 1).eventFiles()).isEqualTo(1);
    assertThat(oneFileADay(1_000_001, 1).eventFiles()).isEqualTo(2);
    assertThat(oneFileADay(3_500_000, 1).eventFiles()).isEqualTo(4);
  }

  @Test
  void largeFile_goesUpInPartsAndTwoRequestsMore() {
    assertThat(oneFileADay(100_000, 83).eventFileRequests()).isEqualTo(1);
    assertThat(oneFileADay(100_000, 84).eventFileRequests()).isEqualTo(2 + 2);
    assertThat(oneFileADay(2_000_000, 84).eventFileRequests()).isEqualTo(2 * (11 + 2));
  }

  @Test
  void commits_areTwoASlotForEachTable() {
    assertThat(new BucketTraffic(Workloads.withEvents(1_000_000)).commits())
        .isEqualTo(3 * 2 * 288.0);
  }

  @Test
  void commits_areAtMostOneInTheirInterval() {
    FileSettings quick = new FileSettings(6, Duration.ofSeconds(10), Duration.ofMinutes(1));
    BucketTraffic day = new BucketTraffic(Workloads.withFiles(1_000_000, quick));
    assertThat(day.commits()).isCloseTo(3 * 1_440.0, within(1e-6));
  }

  @Test
  void bytes_areThoseOfRowsAndOfFiles() {
    BucketTraffic day = oneFileADay(1_000, 50);
    assertThat(day.eventBytes()).isEqualTo(20_000 + 50_000);
    assertThat(day.bytes()).isEqualTo(3 * 20_000 + 50_000);
  }

  @Test
  void lists_areOneForEachPartitionOfEachTopic() {
    assertThat(new BucketTraffic(Workloads.withEvents(1_000_000)).lists()).isEqualTo(18);
  }
}
