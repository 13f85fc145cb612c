package dev.tailrace.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The rounds of all campaigns in a directory, a line of JSON each, written as soon as a round is
/// over: what was found survives the end of the bench, and later campaigns add to it.
final class RoundLog {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;

  RoundLog(Path directory) {
    this.file = directory.resolve("rounds.jsonl");
  }

  /// A round as it is written.
  record Entry(
      long seed,
      String kind,
      String words,
      int faults,
      long recordsIn,
      Map<String, Damage> damage,
      Map<String, Long> longestGapMillis) {
    static Entry of(long seed, Round round) {
      Map<String, Long> millis = new LinkedHashMap<>();
      round.longestGaps().forEach((store, gap) -> millis.put(store, gap.toMillis()));
      return new Entry(
          seed,
          round.kind(),
          round.words(),
          round.faults(),
          round.recordsIn(),
          round.damage(),
          millis);
    }

    Round round() {
      Map<String, Duration> gaps = new LinkedHashMap<>();
      longestGapMillis.forEach((store, millis) -> gaps.put(store, Duration.ofMillis(millis)));
      return new Round(kind, words, faults, recordsIn, damage, gaps);
    }
  }

  void add(long seed, Round round) {
    try {
      Files.writeString(
          file,
          JSON.writeValueAsString(Entry.of(seed, round)) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /// All rounds that were written so far, by seed.
  Map<Long, List<Round>> bySeed() {
    Map<Long, List<Round>> found = new LinkedHashMap<>();
    try {
      if (Files.exists(file)) {
        for (String line : Files.readAllLines(file)) {
          Entry entry = JSON.readValue(line, Entry.class);
          found.computeIfAbsent(entry.seed(), _ -> new ArrayList<>()).add(entry.round());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    return found;
  }
}
