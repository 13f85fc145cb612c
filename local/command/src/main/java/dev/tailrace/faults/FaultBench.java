package dev.tailrace.faults;

import dev.tailrace.engines.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/// Campaigns of some seeds, one after the other, each in a world of its own.
///
/// @param directory for the worlds; the one of a clean campaign is removed
/// @param kinds names of kinds; empty for all
public record FaultBench(
    Path directory, List<Long> seeds, int eventsPerSecond, List<String> kinds) {
  public FaultBench {
    seeds = List.copyOf(seeds);
    kinds = List.copyOf(kinds);
  }

  /// Names of all kinds with what they do.
  public static Map<String, String> kindsByName() {
    Map<String, String> known = new LinkedHashMap<>();
    FaultKinds.all().forEach(kind -> known.put(kind.name(), kind.words()));
    return known;
  }

  /// Runs everything, and sums up all campaigns that ever ran in the directory.
  ///
  /// @param progress is told each step, in words
  /// @throws IllegalStateException when a world does not come back after a fault
  public Scoreboard run(Consumer<String> progress) throws InterruptedException {
    RoundLog log = new RoundLog(directory);
    for (long seed : seeds) {
      progress.accept("seed " + seed);
      for (Campaign.Harm harm : Campaign.Harm.values()) {
        run(seed, harm, log, progress);
      }
    }
    return Scoreboard.of(log.bySeed());
  }

  /// What harms disks and clocks has a world of its own: it needs rights that not everybody has,
  /// and its processes are slower.
  private void run(long seed, Campaign.Harm harm, RoundLog log, Consumer<String> progress)
      throws InterruptedException {
    List<FaultKind> chosen =
        FaultKinds.all().stream()
            .filter(kind -> kind.harms() == harm)
            .filter(kind -> kinds.isEmpty() || kinds.contains(kind.name()))
            .toList();
    if (chosen.isEmpty()) {
      return;
    }
    Path world = directory.resolve("seed-" + seed + "-" + harm.name().toLowerCase(Locale.ROOT));
    List<Round> rounds =
        new Campaign(world, seed, eventsPerSecond, harm, progress)
            .run(chosen, round -> log.add(seed, round));
    if (rounds.stream().allMatch(Round::isClean)) {
      remove(world);
    }
  }

  /// Writes the page of a scoreboard.
  public static void write(Scoreboard board, Path file, InstantSource clock) {
    Instant now = clock.instant();
    try {
      Files.writeString(file, board.markdown(LocalDate.ofInstant(now, ZoneOffset.UTC)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private static void remove(Path world) {
    try {
      FileTree.delete(world);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + world, e);
    }
  }
}
