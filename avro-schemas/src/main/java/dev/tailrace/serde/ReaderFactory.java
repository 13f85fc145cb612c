package dev.tailrace.serde;

import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;

/// Makes the reader for data of one writer's schema.
interface ReaderFactory {
  /// A reader that fits the writer's schema.
  ///
  /// @throws SerializationException when there is no class, or it cannot read such data
  <T> DatumReader<T> reader(Schema writer);

  /// Generic records as they were written, logical types as their plain values.
  ReaderFactory GENERIC =
      new ReaderFactory() {
        @Override
        public <T> DatumReader<T> reader(Schema writer) {
          GenericData model = new GenericData();
          model.setFastReaderEnabled(true);
          return new GenericDatumReader<>(writer, writer, model);
        }
      };

  /// The generated class that the writer's schema names.
  ReaderFactory SPECIFIC =
      new ReaderFactory() {
        @Override
        public <T> DatumReader<T> reader(Schema writer) {
          Class<?> type = classOf(writer);
          return specific(writer, type);
        }
      };

  static ReaderFactory of(Class<? extends SpecificRecord> type) {
    return new ReaderFactory() {
      @Override
      public <T> DatumReader<T> reader(Schema writer) {
        return specific(writer, type);
      }
    };
  }

  private static Class<?> classOf(Schema writer) {
    String name = SpecificData.getClassName(writer);
    for (ClassLoader loader :
        new ClassLoader[] {
          Thread.currentThread().getContextClassLoader(), ReaderFactory.class.getClassLoader()
        }) {
      try {
        // Not initialized before it is known to be a record: the name comes from outside.
        Class<?> type = Class.forName(name, false, loader);
        if (SpecificRecord.class.isAssignableFrom(type)) {
          return type;
        }
      } catch (ClassNotFoundException _) {
        // the next loader, or the message below
      }
    }
    throw new SerializationException(
        "no generated class "
            + name
            + ", which the writer's schema names, is on the class path; add it, or set"
            + " specific.avro.reader=false");
  }

  private static <T> DatumReader<T> specific(Schema writer, Class<?> type) {
    // A model of its own: the fast reader must not be switched on for others.
    SpecificData shared = SpecificData.getForClass(type);
    SpecificData model = new SpecificData(type.getClassLoader());
    shared.getConversions().forEach(model::addLogicalTypeConversion);
    model.setFastReaderEnabled(true);
    Schema reader = shared.getSchema(type);
    var compatibility = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
    if (compatibility.getType() != SchemaCompatibilityType.COMPATIBLE) {
      throw new SerializationException(
          "a "
              + writer.getFullName()
              + " cannot be read as "
              + type.getName()
              + ": "
              + compatibility.getResult().getIncompatibilities());
    }
    return new SpecificDatumReader<>(writer, reader, model);
  }
}
