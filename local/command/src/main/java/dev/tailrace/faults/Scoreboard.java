package dev.tailrace.faults;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What all campaigns together came to, by kind of fault and by store.
///
/// @param seeds of the campaigns
/// @param rounds one for each kind, summed over the seeds
public record Scoreboard(List<Long> seeds, List<Round> rounds) {
  public Scoreboard {
    seeds = List.copyOf(seeds);
    rounds = List.copyOf(rounds);
  }

  /// Sums up campaigns.
  static Scoreboard of(Map<Long, List<Round>> bySeed) {
    Map<String, Round> byKind = new LinkedHashMap<>();
    bySeed
        .values()
        .forEach(rounds -> rounds.forEach(round -> byKind.merge(round.kind(), round, Round::plus)));
    return new Scoreboard(List.copyOf(bySeed.keySet()), List.copyOf(byKind.values()));
  }

  /// Faults of all kinds.
  public int faults() {
    return rounds.stream().mapToInt(Round::faults).sum();
  }

  /// Raw records that came in during all of them.
  public long recordsIn() {
    return rounds.stream().mapToLong(Round::recordsIn).sum();
  }

  /// Whether no store lacks a row, has one twice, or holds something else than it should.
  public boolean isClean() {
    return rounds.stream().allMatch(Round::isClean);
  }

  /// What `--json` prints.
  ///
  /// @param ok whether nothing is lost, doubled or changed
  public record Report(
      boolean ok, List<Long> seeds, int faults, long recordsIn, List<ReportedKind> kinds) {}

  /// Faults of one kind, as `--json` prints them.
  public record ReportedKind(
      String kind,
      int faults,
      long recordsIn,
      Map<String, Damage> damage,
      Map<String, Double> longestGapSeconds) {}

  /// As data.
  public Report report() {
    return new Report(
        isClean(), seeds, faults(), recordsIn(), rounds.stream().map(Scoreboard::report).toList());
  }

  private static ReportedKind report(Round round) {
    Map<String, Double> gaps = new LinkedHashMap<>();
    round.longestGaps().forEach((store, gap) -> gaps.put(store, gap.toMillis() / 1000.0));
    return new ReportedKind(round.kind(), round.faults(), round.recordsIn(), round.damage(), gaps);
  }

  /// As lines for a terminal.
  public String text() {
    StringBuilder text = new StringBuilder();
    for (Round round : rounds) {
      text.append(
          "%-20s %,6d faults %,10d records  %s%n"
              .formatted(
                  round.kind(),
                  round.faults(),
                  round.recordsIn(),
                  round.isClean() ? "clean" : round.damage()));
    }
    return text.append(
            "%,d faults, %,d records: %s"
                .formatted(
                    faults(),
                    recordsIn(),
                    isClean() ? "nothing lost, nothing doubled" : "NOT CLEAN: " + byStore()))
        .toString();
  }

  /// As a page of the documentation.
  ///
  /// @param day it was made
  String markdown(LocalDate day) {
    return Pages.of(this, day);
  }

  /// Damage by store, over all kinds.
  Map<String, Damage> byStore() {
    Map<String, Damage> sums = new LinkedHashMap<>();
    rounds.forEach(
        round -> round.damage().forEach((store, more) -> sums.merge(store, more, Damage::plus)));
    return sums;
  }

  /// Columns of gaps, in the order in which they were first measured.
  List<String> stores() {
    return rounds.stream()
        .flatMap(round -> round.longestGaps().keySet().stream())
        .distinct()
        .toList();
  }
}
