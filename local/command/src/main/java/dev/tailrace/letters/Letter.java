package dev.tailrace.letters;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A record that was refused: where it lies, why it is there, and its original key and bytes.
///
/// @param time of the refused record, by Kafka
/// @param key as the refused record had it, null when it had none
/// @param headers in their order, those that say why among them
@SuppressWarnings("ArrayRecordComponent") // only passed on, never compared
public record Letter(
    LetterId id, Instant time, Origin origin, byte[] key, Body body, List<LetterHeader> headers) {
  /// Header of a record that is a letter published again: the letter's id.
  public static final String REPLAY_OF = "replay_of";

  public Letter {
    headers = List.copyOf(headers);
  }

  /// The original bytes, which may have to be fetched.
  public interface Body {
    /// Number of bytes, -1 for a record without a value.
    int size();

    /// The value, null for a record without one.
    byte[] bytes();

    /// A value that is at hand.
    static Body of(byte[] value) {
      return new Body() {
        @Override
        public int size() {
          return value == null ? -1 : value.length;
        }

        @Override
        public byte[] bytes() {
          return value;
        }
      };
    }
  }

  /// The letter that the refused record was a replay of.
  public Optional<String> replayOf() {
    return headers.reversed().stream()
        .filter(header -> header.name().equals(REPLAY_OF) && header.value() != null)
        .map(header -> new String(header.value(), UTF_8))
        .findFirst();
  }
}
