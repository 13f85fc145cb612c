package dev.tailrace.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// The scoreboard as Markdown. What does not depend on figures stands in `scoreboard.md` beside
/// this class.
final class Pages {
  private static final String TEMPLATE = "scoreboard.md";

  private Pages() {}

  static String of(Scoreboard board, LocalDate day) {
    return template()
        .replace("{{day}}", day.toString())
        .replace("{{faults}}", "%,d".formatted(board.faults()))
        .replace("{{records}}", "%,d".formatted(board.recordsIn()))
        .replace(
            "{{seeds}}",
            board.seeds().stream().map(String::valueOf).collect(Collectors.joining(", ")))
        .replace("{{damage}}", sum(board.byStore()).toString())
        .replace("{{kinds}}", kinds(board))
        .replace("{{stores}}", stores(board));
  }

  private static String kinds(Scoreboard board) {
    List<String> stores = board.stores();
    StringBuilder table = new StringBuilder();
    table.append("| fault | how often | records in | lost | duplicated | differing |");
    stores.forEach(store -> table.append(' ').append(store).append(" |"));
    table.append("\n|---|---:|---:|---:|---:|---:|");
    stores.forEach(_ -> table.append("---:|"));
    for (Round round : board.rounds()) {
      Damage damage = sum(round.damage()).all();
      table.append(
          "\n| %s | %,d | %,d | %,d | %,d | %,d |"
              .formatted(
                  round.words(),
                  round.faults(),
                  round.recordsIn(),
                  damage.lost(),
                  damage.duplicated(),
                  damage.differing()));
      stores.forEach(
          store ->
              table
                  .append(' ')
                  .append(seconds(round.longestGaps().getOrDefault(store, Duration.ZERO)))
                  .append(" |"));
    }
    return table.toString();
  }

  private static String stores(Scoreboard board) {
    StringBuilder table = new StringBuilder();
    table.append("| store | lost | duplicated | differing |\n|---|---:|---:|---:|");
    board
        .byStore()
        .forEach(
            (store, damage) ->
                table.append(
                    "\n| %s | %,d | %,d | %,d |"
                        .formatted(store, damage.lost(), damage.duplicated(), damage.differing())));
    return table.toString();
  }

  private static Total sum(Map<String, Damage> byStore) {
    return new Total(byStore.values().stream().reduce(Damage.NONE, Damage::plus));
  }

  private record Total(Damage all) {
    @Override
    public String toString() {
      return "%,d lost, %,d duplicated, %,d differing"
          .formatted(all.lost(), all.duplicated(), all.differing());
    }
  }

  private static String seconds(Duration gap) {
    return String.format(Locale.ROOT, "%.1f s", gap.toMillis() / 1000.0);
  }

  private static String template() {
    try (InputStream in = Pages.class.getResourceAsStream(TEMPLATE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
