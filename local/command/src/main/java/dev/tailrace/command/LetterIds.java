package dev.tailrace.command;

import dev.tailrace.letters.LetterId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads ids of dead letters.
final class LetterIds implements ITypeConverter<LetterId> {
  @Override
  public LetterId convert(String text) {
    try {
      return LetterId.of(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
