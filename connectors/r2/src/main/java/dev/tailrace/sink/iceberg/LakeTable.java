package dev.tailrace.sink.iceberg;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A table that files are appended to.
///
/// Law: a file is in the table once, however often, by however many tasks and after whatever crash
/// its wave is committed. Thread-safe: one commit at a time.
public final class LakeTable {
  private static final Logger log = LoggerFactory.getLogger(LakeTable.class);
  private static final Duration IDLE_AFTER = Duration.ofMinutes(15);

  private final Table table;
  private final String dayColumn;

  /// Where the waves to come begin, by partition: what their writers were told last.
  private final Map<String, Long> told = new HashMap<>();

  LakeTable(Table table, String dayColumn) {
    this.table = table;
    this.dayColumn = dayColumn;
  }

  /// Offset before which all rows of a partition are in the table; empty when it has none. Waves
  /// that are committed from now on begin there.
  public synchronized OptionalLong next(String partition) {
    table.refresh();
    OptionalLong next = Progress.of(table).next(partition);
    told.put(partition, next.orElse(0));
    return next;
  }

  /// The wanted columns as the table knows them, with its ids. Those it lacks are added first.
  ///
  /// @throws LakeException when a column has another type in the table
  public synchronized Schema columns(Schema wanted) {
    table.refresh();
    while (lacksAny(wanted)) {
      add(wanted);
    }
    List<NestedField> columns = new ArrayList<>();
    for (NestedField column : wanted.columns()) {
      NestedField known = table.schema().findField(column.name());
      requireSameKind(column, known);
      columns.add(known);
    }
    return new Schema(columns);
  }

  private boolean lacksAny(Schema wanted) {
    return wanted.columns().stream()
        .anyMatch(column -> table.schema().findField(column.name()) == null);
  }

  private void add(Schema wanted) {
    UpdateSchema update = table.updateSchema();
    for (NestedField column : wanted.columns()) {
      if (table.schema().findField(column.name()) == null) {
        update = update.addColumn(column.name(), column.type(), column.doc());
      }
    }
    try {
      update.commit();
    } catch (CommitFailedException | ValidationException raced) {
      // Somebody else changed the table, perhaps in the same way: look again.
      log.debug("table {} has changed meanwhile", table.name(), raced);
      table.refresh();
    }
  }

  private void requireSameKind(NestedField wanted, NestedField known) {
    if (!isSameKind(wanted.type(), known.type())) {
      throw new LakeException(
          "column %s of table %s is %s, and the records have %s: change the type of the table's column or write to another table"
              .formatted(wanted.name(), table.name(), known.type(), wanted.type()));
    }
  }

  private static boolean isSameKind(Type wanted, Type known) {
    return (wanted.isListType() && known.isListType())
        ? isSameKind(wanted.asListType().elementType(), known.asListType().elementType())
        : wanted.typeId() == known.typeId();
  }

  /// Brings waves into the table, as far as they are not there yet. When this returns they are.
  ///
  /// @throws LakeException when the table lacks rows before the waves, or cannot have the files
  /// @throws CommitFailedException when others were quicker; nothing was changed, try again
  /// @throws RuntimeException what Iceberg throws; the commit may have gone through, try again
  public synchronized void commit(List<Wave> waves) {
    table.refresh();
    Snapshot read = table.currentSnapshot();
    Progress after = Progress.of(table);
    List<NewFile> missing = new ArrayList<>();
    for (Wave wave : waves) {
      long done = after.next(wave.partition()).orElse(0);
      requireNoGap(wave.partition(), done);
      if (wave.next() > done) {
        wave.files().stream().filter(file -> isMissing(file, done)).forEach(missing::add);
        after = after.with(wave);
      }
    }
    if (!missing.isEmpty()) {
      append(missing, after, read);
    }
    for (Wave wave : waves) {
      told.merge(wave.partition(), after.next(wave.partition()).orElse(0), Math::max);
    }
  }

  private void requireNoGap(String partition, long done) {
    long begin = told.getOrDefault(partition, 0L);
    if (done < begin) {
      throw new LakeException(
          "table %s has the rows of %s before offset %d, and had those before %d: it was rolled back. Restart the task, which then reads from there"
              .formatted(table.name(), partition, done, begin));
    }
  }

  /// Another task may have brought the first files of a wave, but never a part of a file: files
  /// are cut by whoever put them first, and everybody takes them as they are.
  private boolean isMissing(NewFile file, long done) {
    if (file.firstOffset() < done && file.lastOffset() >= done) {
      throw new LakeException(
          "%s holds offsets %d to %d, and table %s already has those before %d: the bucket and the table do not belong together"
              .formatted(
                  file.location(), file.firstOffset(), file.lastOffset(), table.name(), done));
    }
    return file.firstOffset() >= done;
  }

  /// @param read the snapshot that progress was read from; a new transaction looks anew
  private void append(List<NewFile> files, Progress after, Snapshot read) {
    Transaction transaction = table.newTransaction();
    AppendFiles append = transaction.newAppend();
    PartitionSpec spec = dailySpec();
    for (NewFile file : files) {
      append = append.appendFile(dataFile(file, spec));
    }
    String validThrough = String.valueOf(after.validThrough(IDLE_AFTER.toMillis()));
    try {
      append
          .set(Progress.KEY, after.toJson())
          .set(Progress.VALID_THROUGH, validThrough)
          .validateWith(follows(read))
          .commit();
      transaction
          .updateProperties()
          .set(Progress.KEY, after.toJson())
          .set(Progress.VALID_THROUGH, validThrough)
          .commit();
      transaction.commitTransaction();
    } catch (ValidationException e) {
      throw new CommitFailedException(e, "table %s has changed meanwhile", table.name());
    }
  }

  /// The fence: progress was read from this snapshot, so the new one must be its child. Iceberg
  /// would otherwise put the files on top of whatever a rival has committed meanwhile.
  private static SnapshotAncestryValidator follows(Snapshot expected) {
    Long expectedId = expected == null ? null : expected.snapshotId();
    return ancestors -> {
      var newest = ancestors.iterator();
      Long parentId = newest.hasNext() ? (Long) newest.next().snapshotId() : null;
      return Objects.equals(parentId, expectedId);
    };
  }

  private PartitionSpec dailySpec() {
    PartitionSpec spec = table.spec();
    int day = table.schema().findField(dayColumn).fieldId();
    List<PartitionField> fields = spec.fields();
    if (fields.size() == 1
        && fields.getFirst().sourceId() == day
        && fields.getFirst().transform().toString().equals("day")) {
      return spec;
    }
    throw new LakeException(
        "table %s is partitioned by %s; the sink writes files by day(%s): give it that partitioning or another table"
            .formatted(table.name(), spec, dayColumn));
  }

  /// A file that was written without the table, or for another one, may give its columns other
  /// ids; readers would take one column for another.
  private void requireSameIds(NewFile file) {
    for (org.apache.parquet.schema.Type column :
        file.footer().getFileMetaData().getSchema().getFields()) {
      NestedField known = table.schema().findField(column.getName());
      if (column.getId() == null || known == null || known.fieldId() != column.getId().intValue()) {
        throw new LakeException(
            "%s has column %s with field id %s, and table %s has %s: it was written for another table. Move it away, or set another prefix"
                .formatted(file.location(), column.getName(), column.getId(), table.name(), known));
      }
    }
  }

  private DataFile dataFile(NewFile file, PartitionSpec spec) {
    requireSameIds(file);
    PartitionData partition = new PartitionData(spec.partitionType());
    partition.set(0, (int) file.day().toEpochDay());
    return DataFiles.builder(spec)
        .withPath(file.location())
        .withFormat(FileFormat.PARQUET)
        .withFileSizeInBytes(file.bytes())
        .withPartition(partition)
        .withMetrics(
            ParquetUtil.footerMetrics(file.footer(), Stream.empty(), MetricsConfig.forTable(table)))
        .withSplitOffsets(ParquetUtil.getSplitOffsets(file.footer()))
        .build();
  }

  @Override
  public String toString() {
    return table.name();
  }
}
