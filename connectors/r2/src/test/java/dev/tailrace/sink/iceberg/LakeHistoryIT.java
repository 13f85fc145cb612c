package dev.tailrace.sink.iceberg;

import static dev.tailrace.sink.iceberg.TestLake.DAY;
import static dev.tailrace.sink.iceberg.TestLake.files;
import static dev.tailrace.sink.iceberg.TestLake.snapshots;
import static dev.tailrace.sink.iceberg.TestLake.ten;
import static dev.tailrace.sink.iceberg.TestLake.wave;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.Test;

/// What a table knows of its files when others roll it back, compact it or let snapshots expire.
class LakeHistoryIT extends LakeTableContract {
  @Test
  void tableRolledBack_takesItsFilesAgain() {
    table.commit(List.of(ten(P, 0)));
    long first = seen().currentSnapshot().snapshotId();
    table.commit(List.of(ten(P, 1)));
    table.commit(List.of(ten(P, 2)));
    seen().manageSnapshots().rollbackTo(first).commit();

    assertThat(table.next(P)).hasValue(10);
    table.commit(List.of(ten(P, 1), ten(P, 2)));

    assertThat(files(seen())).hasSize(3).doesNotHaveDuplicates();
    assertThat(table.next(P)).hasValue(30);
  }

  /// The rows between the rollback and the next wave would have been missing for good.
  @Test
  void tableRolledBackUnderAWriter_refusesItsNextWave() {
    assertThat(table.next(P)).isEmpty();
    table.commit(List.of(ten(P, 0)));
    long first = seen().currentSnapshot().snapshotId();
    table.commit(List.of(ten(P, 1)));
    seen().manageSnapshots().rollbackTo(first).commit();

    assertThatThrownBy(() -> table.commit(List.of(ten(P, 2))))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("rolled back")
        .hasMessageContaining("Restart the task");
    assertThat(files(seen())).hasSize(1);
    assertThat(table.next(P)).hasValue(10);
    table.commit(List.of(ten(P, 1), ten(P, 2)));
    assertThat(files(seen())).hasSize(3);
  }

  private static DataFile foreign(Table in) {
    return DataFiles.builder(in.spec())
        .withPath("s3://lake/data/foreign.parquet")
        .withFileSizeInBytes(10)
        .withRecordCount(1)
        .withPartitionPath("at_day=" + DAY)
        .build();
  }

  private void appendByOthers() {
    Table theirs = seen();
    theirs.newAppend().appendFile(foreign(theirs)).commit();
  }

  private void compactByOthers() throws IOException {
    Table theirs = seen();
    var rewrite = theirs.newRewrite();
    try (CloseableIterable<FileScanTask> tasks = theirs.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        rewrite = rewrite.deleteFile(task.file());
      }
    }
    rewrite.addFile(foreign(theirs)).commit();
  }

  @Test
  void compactionByOthers_leavesTheProgress() throws IOException {
    table.commit(List.of(ten(P, 0), ten(Q, 0)));
    table.commit(List.of(ten(P, 1)));
    compactByOthers();
    appendByOthers();

    assertThat(table.next(P)).hasValue(20);
    table.commit(List.of(ten(P, 1), ten(P, 2)));

    assertThat(table.next(P)).hasValue(30);
    assertThat(table.next(Q)).hasValue(10);
    assertThat(files(seen())).hasSize(3).doesNotContain(ten(P, 1).files().getFirst().location());
  }

  /// The copy in the properties is newer than the table, so the ancestry must be asked first.
  @Test
  void snapshotByOthersAfterARollback_tellsTheOlderProgress() {
    table.commit(List.of(ten(P, 0)));
    long first = seen().currentSnapshot().snapshotId();
    table.commit(List.of(ten(P, 1)));
    seen().manageSnapshots().rollbackTo(first).commit();
    appendByOthers();

    assertThat(table.next(P)).hasValue(10);
  }

  @Test
  void expiryOfAllOurSnapshots_leavesTheProgress() throws IOException {
    table.commit(List.of(ten(P, 0)));
    table.commit(List.of(ten(P, 1)));
    compactByOthers();
    seen()
        .expireSnapshots()
        .expireOlderThan(System.currentTimeMillis() + 60_000)
        .retainLast(1)
        .commit();

    assertThat(snapshots(seen())).hasSize(1);
    assertThat(seen().currentSnapshot().summary()).doesNotContainKey(Progress.KEY);
    assertThat(table.next(P)).hasValue(20);
    table.commit(List.of(ten(P, 0), ten(P, 1), ten(P, 2)));
    assertThat(files(seen())).hasSize(2);
    assertThat(table.next(P)).hasValue(30);
  }

  private static Wave through(String partition, long number, long millis) {
    Wave wave = ten(partition, number);
    return new Wave(partition, wave.files(), wave.next(), millis);
  }

  private long validThrough() {
    String inSummary = seen().currentSnapshot().summary().get(Progress.VALID_THROUGH);
    assertThat(seen().properties()).containsEntry(Progress.VALID_THROUGH, inSummary);
    return Long.parseLong(inSummary);
  }

  @Test
  void validThrough_isTheLeastOfThePartitionsThatAreNotIdle() {
    long noon = 1_000_000_000;
    long idle = 15 * 60_000;
    table.commit(List.of(through(P, 0, noon), through(Q, 0, noon - 7)));
    assertThat(validThrough()).isEqualTo(noon - 7);

    table.commit(List.of(through(P, 1, noon - 7 + idle)));
    assertThat(validThrough()).isEqualTo(noon - 7);

    table.commit(List.of(through(P, 2, noon - 6 + idle)));
    assertThat(validThrough()).isEqualTo(noon - 6 + idle);

    table.commit(List.of(through(Q, 1, noon + idle - 9)));
    assertThat(validThrough()).isEqualTo(noon + idle - 9);
  }

  /// A task that had just begun said 1970, and was taken for one that is idle.
  @Test
  void validThrough_doesNotGoBackWithATaskThatHasJustBegun() {
    long noon = 1_000_000_000;
    table.commit(List.of(through(P, 0, noon), through(Q, 0, noon - 7)));

    table.commit(List.of(through(P, 1, 0), through(Q, 1, 0)));

    assertThat(validThrough()).isEqualTo(noon - 7);
  }
}
