package dev.tailrace.produce;

/// One document of an input, in the order of the input.
sealed interface Document {
  /// Which document of the input it is, from 1.
  long number();

  /// Where it begins in the uncompressed input, in bytes from 0.
  long position();

  /// Length in bytes.
  long size();

  /// A document that fits into memory.
  ///
  /// @param key the script's name in UTF-8, or null when the document names none
  /// @param bytes exactly as they stand in the input; the array belongs to the receiver
  // Equality of documents is never asked for, and a copy of each would double the work.
  @SuppressWarnings("ArrayRecordComponent")
  record Whole(long number, long position, byte[] key, byte[] bytes) implements Document {
    @Override
    public long size() {
      return bytes.length;
    }
  }

  /// A document above the limit of the reader: its bytes were passed over.
  record Oversize(long number, long position, long size) implements Document {}
}
