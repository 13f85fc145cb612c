package dev.tailrace.produce;

import java.io.IOException;
import java.util.List;

/// The documents of one input. Not thread-safe.
///
/// Law: the same input gives the same documents in the same order, so a reader may stop after any
/// of them and go on later by skipping as many.
interface DocumentSource extends AutoCloseable {
  /// The next document, or null at the end.
  ///
  /// @throws DamagedInputException when the content is damaged; everything before the damage was
  /// delivered by then
  /// @throws IOException when the input cannot be read
  Document next() throws IOException;

  /// What a reader of the input should know, such as an array without its end. Complete at the end.
  List<String> remarks();

  @Override
  void close() throws IOException;
}
