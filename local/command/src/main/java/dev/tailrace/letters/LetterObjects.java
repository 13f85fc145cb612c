package dev.tailrace.letters;

import java.util.List;

/// A bucket, as far as reading letters needs it.
///
/// All of it throws [LettersException] when the bucket cannot be read.
interface LetterObjects extends AutoCloseable {
  /// Keys that begin with `prefix`, sorted.
  List<String> keys(String prefix);

  /// What follows `prefix` in keys up to the next slash, that included, each once and sorted.
  List<String> folders(String prefix);

  /// An object's bytes.
  byte[] whole(String key);

  /// `length` bytes of an object from `position` on, fewer when it ends before.
  byte[] range(String key, long position, int length);

  /// What the bucket is called in messages.
  String name();

  @Override
  void close();
}
