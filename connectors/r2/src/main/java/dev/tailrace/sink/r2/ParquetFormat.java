package dev.tailrace.sink.r2;

import dev.tailrace.sink.Outcome;
import dev.tailrace.sink.avro.UnreadableRow;
import dev.tailrace.sink.avro.WriterSchemas;
import dev.tailrace.sink.parquet.FileColumns;
import dev.tailrace.sink.parquet.Footer;
import dev.tailrace.sink.parquet.ParquetFile;
import dev.tailrace.sink.parquet.ParquetSettings;
import dev.tailrace.sink.parquet.Row;
import dev.tailrace.sink.parquet.RowReader;
import dev.tailrace.sink.parquet.RowShape;
import dev.tailrace.sink.parquet.UnmappableColumn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.iceberg.Schema;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;

/// Framed Avro records as rows of Parquet files.
///
/// Source of the framing: Confluent wire format, a zero byte and the schema id in four bytes.
final class ParquetFormat implements FileFormat<Row> {
  private static final int FRAME_BYTES = 5;
  private static final int MAX_FOOTER_GUESS = 64 << 10;

  private final WriterSchemas schemas;
  private final RowShape shape;
  private final UnaryOperator<Schema> columnsOfTable;
  private final Function<String, ObjectStream> streams;
  private final Bucket bucket;
  private final Patience patience;
  private final Limits limits;

  private final Map<Integer, RowReader> readers = new HashMap<>();
  private FileColumns columns;

  /// @param maxRows rows of the largest file
  record Limits(int maxRows, ParquetSettings layout) {}

  /// @param columnsOfTable gives columns the ids they have in the table
  /// @param streams opens the object of a key
  ParquetFormat(
      WriterSchemas schemas,
      RowShape shape,
      UnaryOperator<Schema> columnsOfTable,
      Function<String, ObjectStream> streams,
      Bucket bucket,
      Patience patience,
      Limits limits) {
    this.schemas = schemas;
    this.shape = shape;
    this.columnsOfTable = columnsOfTable;
    this.streams = streams;
    this.bucket = bucket;
    this.patience = patience;
    this.limits = limits;
  }

  @Override
  public String extension() {
    return ".parquet";
  }

  @Override
  public boolean storesNulls() {
    return false;
  }

  @Override
  public Checked<Row> check(SinkRecord from) throws InterruptedException {
    byte[] value = (byte[]) from.value();
    if (value.length < FRAME_BYTES || value[0] != 0) {
      return new Refused<>("the value does not begin with the frame of Avro and a schema id");
    }
    int id = ByteBuffer.wrap(value).getInt(1);
    RowReader reader = readers.get(id);
    if (reader == null) {
      switch (patience.ask("asking for schema " + id, () -> lookUp(id))) {
        case WriterSchemas.Known(var schema) -> reader = reader(id, schema);
        case WriterSchemas.UnknownId(String why) -> {
          return new Refused<>(why);
        }
        case WriterSchemas.Unavailable _ -> throw new IllegalStateException("was tried again");
      }
    }
    try {
      byte[] key = (byte[]) from.key();
      return new Taken<>(
          reader.check(value, FRAME_BYTES, key, from.kafkaOffset(), Slots.time(from)));
    } catch (UnreadableRow damaged) {
      return new Refused<>(damaged.getMessage());
    }
  }

  private WriterSchemas.Lookup lookUp(int id) {
    WriterSchemas.Lookup answer = schemas.byId(id);
    return switch (answer) {
      case WriterSchemas.Unavailable(Outcome.Transient(String why, Exception cause)) ->
          throw new RetriableException(why, cause);
      case WriterSchemas.Unavailable(Outcome.Broken broken) -> throw new StoreException(broken);
      default -> answer;
    };
  }

  /// Also makes the table, which must be there even if all files of these records are.
  private RowReader reader(int id, org.apache.avro.Schema schema) throws InterruptedException {
    try {
      RowReader made = new RowReader(schema, shape);
      columns(made.columns());
      readers.put(id, made);
      return made;
    } catch (UnmappableColumn unmappable) {
      throw new StoreException(new Outcome.Broken(unmappable.getMessage(), unmappable));
    }
  }

  @Override
  public long capturedMillis(Row entry) {
    return entry.capturedMillis();
  }

  @Override
  public OpenFile<Row> open(String key, Row first) throws InterruptedException {
    ObjectStream stream = streams.apply(key);
    FileColumns wanted = columns(first.columns());
    return new Open(stream, new ParquetFile(stream, wanted, shape, limits.layout()));
  }

  private FileColumns columns(Schema wanted) throws InterruptedException {
    Schema known =
        patience.ask("preparing the columns of the table", () -> columnsOfTable.apply(wanted));
    if (columns == null || !columns.hasSchema(known)) {
      columns = new FileColumns(known);
    }
    return columns;
  }

  private final class Open implements OpenFile<Row> {
    private final ObjectStream stream;
    private final ParquetFile file;

    Open(ObjectStream stream, ParquetFile file) {
      this.stream = stream;
      this.file = file;
    }

    @Override
    public boolean fits(Row entry) {
      return file.fits(entry);
    }

    @Override
    public void add(SinkRecord from, Row entry) throws IOException {
      file.add(entry);
    }

    @Override
    public boolean isFull() {
      return file.rows() >= limits.maxRows();
    }

    @Override
    public Ended end(FileFacts facts) throws IOException {
      ParquetMetadata footer = file.finish(facts.toMap());
      return new Ended(stream.finish(), stream.getPos(), Optional.of(footer));
    }

    @Override
    public void abandon() {
      stream.abandon();
    }
  }

  @Override
  public Contents inspect(String key, long bytes) {
    int guess = (int) Math.min(bytes, MAX_FOOTER_GUESS);
    byte[] tail = bucket.range(key, bytes - guess, guess);
    int needed = Footer.bytes(tail);
    if (needed > tail.length) {
      tail = bucket.range(key, bytes - needed, needed);
    }
    ParquetMetadata footer = Footer.parse(tail);
    FileFacts facts =
        FileFacts.of(footer.getFileMetaData().getKeyValueMetaData())
            .orElseThrow(
                () ->
                    new StoreException(
                        bucket.location(key)
                            + " was not written by this sink: remove it, or set another "
                            + R2SinkKeys.PREFIX));
    return new Contents(facts, Optional.of(footer));
  }
}
