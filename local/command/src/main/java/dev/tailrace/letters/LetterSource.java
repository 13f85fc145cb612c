package dev.tailrace.letters;

import java.util.Optional;
import java.util.function.Consumer;

/// Where letters are read from. One thread.
///
/// Laws: letters come in the order of their partition and offset; those that are written after the
/// reading began are not among them; no more than a few of them are held in memory.
public sealed interface LetterSource extends AutoCloseable permits TopicLetters {
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
