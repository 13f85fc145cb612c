package dev.tailrace.sink.parquet;

import dev.tailrace.sink.avro.AvroCursor;
import dev.tailrace.sink.avro.FieldReader;
import org.apache.parquet.column.ColumnWriter;

/// The entries of one list while they are read.
final class ListEntries implements FieldReader {
  private final FieldWriter element;
  private final ColumnWriter[] out;
  private final int ofFurther;
  private int repetition;
  private boolean empty = true;

  /// @param first repetition of the first entry: that of the list itself
  /// @param ofFurther repetition of all others
  ListEntries(FieldWriter element, ColumnWriter[] out, int first, int ofFurther) {
    this.element = element;
    this.out = out;
    this.repetition = first;
    this.ofFurther = ofFurther;
  }

  @Override
  public void read(AvroCursor in) {
    element.write(in, out, repetition);
    repetition = ofFurther;
    empty = false;
  }

  boolean isEmpty() {
    return empty;
  }
}
