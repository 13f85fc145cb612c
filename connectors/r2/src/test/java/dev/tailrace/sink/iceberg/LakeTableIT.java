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

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;

/// What a table is made like, and which waves and files it takes.
class LakeTableIT extends LakeTableContract {
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
}
