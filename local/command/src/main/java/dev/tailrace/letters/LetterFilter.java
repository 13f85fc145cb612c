package dev.tailrace.letters;

import java.time.Instant;
import java.util.Optional;

/// Which letters are meant; what is not said is not asked.
///
/// @param since of the first letter, by [Letter#time()]
/// @param until after the last letter
public record LetterFilter(
    Optional<String> reason,
    Optional<Instant> since,
    Optional<Instant> until,
    Optional<String> sourceTopic) {
  public static final LetterFilter ALL =
      new LetterFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  public LetterFilter {
    reason.ifPresent(
        code -> {
          if (!Origin.REASONS.contains(code)) {
            throw new IllegalArgumentException(
                "no dead letter has the reason '%s'; known are %s"
                    .formatted(code, String.join(", ", Origin.REASONS)));
          }
        });
    if (since.isPresent() && until.isPresent() && !since.get().isBefore(until.get())) {
      throw new IllegalArgumentException(
          "no time lies since " + since.get() + " and until " + until.get());
    }
  }

  public static LetterFilter ofReason(String reason) {
    return new LetterFilter(
        Optional.of(reason), Optional.empty(), Optional.empty(), Optional.empty());
  }

  boolean matches(Letter letter) {
    return reason.map(letter.origin().reason()::equals).orElse(true)
        && since.map(time -> !letter.time().isBefore(time)).orElse(true)
        && until.map(letter.time()::isBefore).orElse(true)
        && sourceTopic
            .map(
                topic -> letter.origin().source().map(at -> at.topic().equals(topic)).orElse(false))
            .orElse(true);
  }
}
