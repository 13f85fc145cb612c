package dev.tailrace.sink.postgres;

import dev.tailrace.serde.WireFormat;
import dev.tailrace.sink.Outcome;
import dev.tailrace.sink.avro.AvroCursor;
import dev.tailrace.sink.avro.UnreadableRow;
import dev.tailrace.sink.avro.WriterSchemas;
import dev.tailrace.things.MutationFields;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;

/// Reads framed Avro records of `Mutation`. Not thread-safe.
final class MutationDecoder implements AutoCloseable {
  private final WriterSchemas schemas;
  private final Map<Integer, MutationReader> readers = new HashMap<>();
  private final AvroCursor cursor = new AvroCursor();

  MutationDecoder(WriterSchemas schemas) {
    this.schemas = schemas;
  }

  /// The registry could not say now how a record is to be read.
  static final class SchemaUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Outcome.Failure failure;

    SchemaUnavailable(Outcome.Failure failure) {
      super(failure.why(), failure.cause(), false, false);
      this.failure = failure;
    }

    Outcome.Failure failure() {
      return failure;
    }
  }

  /// The fields of a record.
  ///
  /// @throws UnreadableRow when it is no record of a mutation
  MutationFields decode(byte[] value) throws SchemaUnavailable {
    if (!WireFormat.isFramed(value)) {
      throw new UnreadableRow("the value does not begin with a zero byte and a schema id");
    }
    MutationReader reader = reader(WireFormat.schemaId(value));
    cursor.reset(value, WireFormat.HEADER_LENGTH);
    return reader.read(cursor);
  }

  private MutationReader reader(int id) throws SchemaUnavailable {
    MutationReader known = readers.get(id);
    if (known != null) {
      return known;
    }
    return switch (schemas.byId(id)) {
      case WriterSchemas.Unavailable(Outcome.Failure failure) ->
          throw new SchemaUnavailable(failure);
      case WriterSchemas.UnknownId(String why) -> throw new UnreadableRow(why);
      case WriterSchemas.Known(Schema schema) -> {
        MutationReader compiled = new MutationReader(schema);
        readers.put(id, compiled);
        yield compiled;
      }
    };
  }

  @Override
  public void close() {
    schemas.close();
  }
}
