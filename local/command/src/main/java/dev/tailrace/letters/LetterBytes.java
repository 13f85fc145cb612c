package dev.tailrace.letters;

import java.util.Arrays;

/// The object with the bytes of a file of letters. They are fetched when they are asked for, some
/// of the next ones with them. One thread.
final class LetterBytes {
  private static final int AHEAD = 256 * 1024;

  private final LetterObjects objects;
  private final String key;
  private byte[] fetched = {};
  private long fetchedFrom;

  LetterBytes(LetterObjects objects, String key) {
    this.objects = objects;
    this.key = key;
  }

  /// @param length -1 for a record without a value
  Letter.Body body(long position, int length) {
    return new Letter.Body() {
      @Override
      public int size() {
        return length;
      }

      @Override
      public byte[] bytes() {
        return switch (length) {
          case -1 -> null;
          case 0 -> new byte[0];
          default -> at(position, length);
        };
      }
    };
  }

  private byte[] at(long position, int length) {
    if (position < fetchedFrom || position + length > fetchedFrom + fetched.length) {
      fetched = objects.range(key, position, Math.max(length, AHEAD));
      fetchedFrom = position;
    }
    int start = Math.toIntExact(position - fetchedFrom);
    if (start + length > fetched.length) {
      throw new LettersException(
          "%s in %s is damaged: it ends before byte %,d"
              .formatted(key, objects.name(), position + length));
    }
    return Arrays.copyOfRange(fetched, start, start + length);
  }
}
