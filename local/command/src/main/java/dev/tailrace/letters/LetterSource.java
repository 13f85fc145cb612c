package dev.tailrace.letters;

import java.util.Optional;
import java.util.function.Consumer;

/// Where letters are read from. One thread.
///
/// Laws: letters of one partition and day come in the order of their offsets; those that are
/// written after the reading began need not be among them; what is held in memory does not grow
/// with their number.
public sealed interface LetterSource extends AutoCloseable permits TopicLetters, BucketLetters {
  /// Passes each letter that matches to `reader`, whose exceptions end the reading.
  ///
  /// @throws LettersException when they cannot be read to their end
  void forEach(LetterFilter filter, Consumer<Letter> reader);

  /// The letter of this id; empty when it is not there, or not any more.
  Optional<Letter> find(LetterId id);

  /// What the source is called in messages.
  String name();

  @Override
  void close();
}
