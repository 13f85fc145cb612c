package dev.tailrace.sink.iceberg;

import static dev.tailrace.sink.iceberg.TestLake.DAY;
import static dev.tailrace.sink.iceberg.TestLake.DAY_COLUMN;
import static dev.tailrace.sink.iceberg.TestLake.columns;
import static dev.tailrace.sink.iceberg.TestLake.file;
import static dev.tailrace.sink.iceberg.TestLake.files;
import static dev.tailrace.sink.iceberg.TestLake.footer;
import static dev.tailrace.sink.iceberg.TestLake.snapshots;
import static dev.tailrace.sink.iceberg.TestLake.ten;
import static dev.tailrace.sink.iceberg.TestLake.wave;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/// What a table knows of its files, whoever else works on it.
class LakeTableIT {
  private static final String P = "kafka/events-0";
  private static final String Q = "kafka/events-1";

  @TempDir static Path directory;
  private static TestLake server;
  private static Lake lake;
  private String name;
  private LakeTable table;

  @BeforeAll
  static void start() {
    server = new TestLake(directory);
    lake = server.connect();
  }

  @AfterAll
  static void stop() throws IOException {
    lake.close();
    server.close();
  }

  @BeforeEach
  void makeTable(TestInfo test) {
    name = test.getTestMethod().orElseThrow().getName();
    table = lake.table(name, columns(), DAY_COLUMN);
  }

  private Table seen() {
    return server.table(name);
  }

  private static Schema with(NestedField more) {
    List<NestedField> all = new ArrayList<>(columns().columns());
    all.add(more);
    return new Schema(all);
  }

  @Test
  void newTable_countsIdsFromOneAndIsPartitionedByDay() {
    Schema schema = seen().schema();

    assertThat(schema.sameSchema(columns())).isTrue();
    assertThat(schema.columns()).extracting(NestedField::fieldId).containsExactly(1, 2, 3);
    assertThat(schema.findField("tags.element").fieldId()).isEqualTo(4);
    assertThat(seen().spec().fields())
        .singleElement()
        .matches(field -> field.sourceId() == 3 && field.transform().toString().equals("day"));
    assertThat(table.next(P)).isEmpty();
    assertThat(lake.existing(name, DAY_COLUMN)).isPresent();
    assertThat(lake.existing("absent", DAY_COLUMN)).isEmpty();
  }

  @Test
  void missingColumn_isAddedAndIdsStay() {
    Schema wider = with(NestedField.optional(99, "region", Types.StringType.get(), "New."));
    LakeTable racing = server.connect().table(name, columns(), DAY_COLUMN);

    Schema known = table.columns(wider);

    assertThat(known.columns()).extracting(NestedField::fieldId).containsExactly(1, 2, 3, 5);
    assertThat(known.findField("tags.element").fieldId()).isEqualTo(4);
    assertThat(racing.columns(wider).sameSchema(known)).isTrue();
    assertThat(table.columns(columns()).columns()).hasSize(3);
    assertThat(seen().schema().findField("region").doc()).isEqualTo("New.");
  }

  @Test
  void columnOfAnotherType_isRefusedByName() {
    Schema other = new Schema(NestedField.optional(1, "id", Types.LongType.get()));
    Schema otherElements =
        new Schema(
            NestedField.optional(2, "tags", Types.ListType.ofOptional(4, Types.LongType.get())));

    assertThatThrownBy(() -> table.columns(other))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("column id ")
        .hasMessageContaining("string")
        .hasMessageContaining("long");
    assertThatThrownBy(() -> table.columns(otherElements))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("column tags ");
  }

  @Test
  void sameWavesTwice_areOneSnapshot() {
    List<Wave> waves = List.of(ten(P, 0), ten(P, 1), ten(Q, 0));
    table.commit(waves);
    table.commit(waves);
    server.connect().existing(name, DAY_COLUMN).orElseThrow().commit(waves);

    assertThat(snapshots(seen())).hasSize(1);
    assertThat(files(seen())).hasSize(3).doesNotHaveDuplicates();
    assertThat(table.next(P)).hasValue(20);
    assertThat(table.next(Q)).hasValue(10);
    assertThat(table.next("kafka/events-2")).isEmpty();
  }

  @Test
  void partlyKnownWave_bringsWhatIsMissing() {
    table.commit(List.of(ten(P, 0), ten(Q, 0)));

    table.commit(List.of(wave(P, 30, file(P, 0, 9), file(P, 10, 14), file(P, 15, 29)), ten(Q, 0)));

    assertThat(files(seen())).hasSize(4).doesNotHaveDuplicates();
    assertThat(table.next(P)).hasValue(30);
    assertThat(table.next(Q)).hasValue(10);
  }

  @Test
  void fileThatStraddlesTheProgress_isRefused() {
    table.commit(List.of(ten(P, 0)));
    Wave straddling = wave(P, 15, file(P, 5, 14));

    assertThatThrownBy(() -> table.commit(List.of(straddling)))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("offsets 5 to 14")
        .hasMessageContaining("before 10");
    assertThat(files(seen())).hasSize(1);
  }

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

  @Test
  void fileWithOtherIds_isRefused() {
    Schema turned =
        new Schema(
            NestedField.optional(2, "id", Types.StringType.get()),
            NestedField.optional(1, "tags", Types.ListType.ofOptional(4, Types.StringType.get())),
            NestedField.optional(3, "at", Types.TimestampType.withZone()));
    NewFile file = new NewFile("s3://lake/data/turned.parquet", 9, DAY, 0, 9, footer(turned));

    assertThatThrownBy(() -> table.commit(List.of(wave(P, 10, file))))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("turned.parquet")
        .hasMessageContaining("column id with field id 2");
    assertThat(seen().currentSnapshot()).isNull();
  }

  @Test
  void fileWithAColumnTheTableLacks_isRefused() {
    Schema more = with(NestedField.optional(9, "region", Types.StringType.get()));
    NewFile file = new NewFile("s3://lake/data/more.parquet", 9, DAY, 0, 9, footer(more));

    assertThatThrownBy(() -> table.commit(List.of(wave(P, 10, file))))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("column region");
  }

  @Test
  void otherPartitioning_isRefusedWithTheRemedy() {
    seen().updateSpec().addField("id").commit();

    assertThatThrownBy(() -> table.commit(List.of(ten(P, 0))))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("day(at)")
        .hasMessageContaining(name);
    assertThat(seen().currentSnapshot()).isNull();
  }

  @Test
  void damagedProgress_isRefused() {
    seen().newAppend().set(Progress.KEY, "{").commit();

    assertThatThrownBy(() -> table.next(P))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining(Progress.KEY);
  }

  private void race(int commits, String first, String second) throws InterruptedException {
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String partition : List.of(first, second)) {
        LakeTable own = server.connect().existing(name, DAY_COLUMN).orElseThrow();
        running.add(
            threads.submit(
                () -> IntStream.range(0, commits).forEach(i -> commit(own, ten(partition, i)))));
      }
      for (Future<?> each : running) {
        try {
          each.get();
        } catch (ExecutionException e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  /// As the ledger does: until nobody is quicker.
  private static void commit(LakeTable to, Wave wave) {
    while (true) {
      try {
        to.commit(List.of(wave));
        return;
      } catch (CommitFailedException | CommitStateUnknownException _) {
        Thread.onSpinWait();
      }
    }
  }

  private static List<String> locations(int commits, String... partitions) {
    return Stream.of(partitions)
        .flatMap(partition -> IntStream.range(0, commits).mapToObj(i -> ten(partition, i)))
        .map(wave -> wave.files().getFirst().location())
        .sorted()
        .toList();
  }

  @Test
  void writersOfTwoPartitions_loseNoFileAndDoubleNone() throws InterruptedException {
    race(15, P, Q);

    assertThat(files(seen())).isEqualTo(locations(15, P, Q));
    assertThat(table.next(P)).isEqualTo(OptionalLong.of(150));
    assertThat(table.next(Q)).isEqualTo(OptionalLong.of(150));
    assertThat(snapshots(seen())).hasSize(30);
  }

  @Test
  void writersOfOnePartition_loseNoFileAndDoubleNone() throws InterruptedException {
    race(30, P, P);

    assertThat(files(seen())).isEqualTo(locations(30, P));
    assertThat(table.next(P)).isEqualTo(OptionalLong.of(300));
    assertThat(Set.copyOf(files(seen()))).hasSize(30);
    assertThat(snapshots(seen())).hasSize(30);
  }
}
