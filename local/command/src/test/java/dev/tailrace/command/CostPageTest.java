package dev.tailrace.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tailrace.cost.Price;
import dev.tailrace.cost.PriceKey;
import dev.tailrace.cost.PriceList;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/// The numbers of the page about costs are those that the command prints. `-Dgolden.update=true`
/// writes them anew.
class CostPageTest {
  private static final Pattern BLOCK =
      Pattern.compile("(?s)<!-- block: (\\w+) -->\n(.*?)<!-- end -->");

  /// The totals of the documents' three scenarios.
  private static final Map<String, String> DOCUMENTS =
      Map.of("low", "34", "medium", "432", "high", "2,400 and more");

  private static final List<String> CHANGES =
      List.of(
          "",
          "--roll PT1M",
          "--roll PT30M",
          "--partitions 24",
          "--retention 365",
          "--parquet-bytes-per-row 500 --clickhouse-bytes-per-row 500",
          "--queries-per-day 0",
          "--clickhouse-hours 8");

  @Test
  void numbers_areThoseOfTheCommand() throws IOException {
    Path page = Path.of(System.getProperty("tailrace.samples")).resolveSibling("docs/cost.md");
    String text = Files.readString(page);
    Map<String, String> blocks =
        Map.of(
            "scenarios", "```\n" + run().strip() + "\n```\n",
            "benchmark", benchmark(),
            "changes", changes(),
            "totals", totals(),
            "prices", prices());
    assertThat(BLOCK.matcher(text).results().map(found -> found.group(1)))
        .containsExactlyInAnyOrderElementsOf(blocks.keySet());
    String expected =
        BLOCK
            .matcher(text)
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        "<!-- block: %s -->\n%s<!-- end -->"
                            .formatted(found.group(1), blocks.get(found.group(1)))));
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(page, expected);
      return;
    }
    assertThat(text).as("%s, rewritten by -Dgolden.update=true", page).isEqualTo(expected);
  }

  private static String run(String... options) {
    CommandRun run = CommandRun.of(Stream.concat(Stream.of("cost"), Stream.of(options)).toList());
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run.out();
  }

  private static JsonNode scenarios(String... options) throws IOException {
    String[] asJson = Stream.concat(Stream.of("--json"), Stream.of(options)).toArray(String[]::new);
    return new ObjectMapper().readTree(run(asJson)).get("scenarios");
  }

  private static JsonNode medium(String options) throws IOException {
    String all = "--events-per-day 1000000 " + options;
    return scenarios(all.strip().split(" ", -1)).get(0);
  }

  private static String benchmark() throws IOException {
    JsonNode medium = medium("");
    StringBuilder table = table("component", "storage", "writes", "queries", "total");
    append(table, "R2 SQL", component("R2"), medium);
    append(table, "ClickHouse", component("ClickHouse"), medium);
    append(table, "Postgres, plan scale", component("Postgres"), medium);
    table.append("| Vectorize | not used | – | – | – |\n");
    append(table, "**total**", _ -> true, medium);
    return table.toString();
  }

  private static void append(
      StringBuilder table, String name, Predicate<JsonNode> lines, JsonNode scenario) {
    row(
        table,
        name,
        usd(scenario, lines.and(purpose("storage"))),
        usd(scenario, lines.and(purpose("writes"))),
        usd(scenario, lines.and(purpose("queries"))),
        usd(scenario, lines));
  }

  private static Predicate<JsonNode> purpose(String purpose) {
    return line -> line.get("purpose").asText().equals(purpose);
  }

  private static Predicate<JsonNode> component(String component) {
    return line -> line.get("component").asText().equals(component);
  }

  private static String changes() throws IOException {
    StringBuilder table =
        table("options", "R2 storage", "R2 writes", "R2 queries", "ClickHouse", "total");
    for (String options : CHANGES) {
      JsonNode changed = medium(options);
      Predicate<JsonNode> inBucket = component("R2");
      row(
          table,
          options.isEmpty() ? "none" : "`" + options + "`",
          usd(changed, inBucket.and(purpose("storage"))),
          usd(changed, inBucket.and(purpose("writes"))),
          usd(changed, inBucket.and(purpose("queries"))),
          usd(changed, component("ClickHouse")),
          usd(changed, _ -> true));
    }
    return table.toString();
  }

  private static String totals() throws IOException {
    StringBuilder table =
        table(
            "scenario",
            "the documents",
            "here",
            "a million events",
            "writes to R2, by file",
            "by event");
    for (JsonNode scenario : scenarios()) {
      row(
          table,
          scenario.get("name").asText(),
          DOCUMENTS.get(scenario.get("name").asText()),
          cents(scenario.get("totalUsd").decimalValue()),
          cents(scenario.get("usdPerMillionEvents").decimalValue()),
          cents(scenario.get("r2WritesUsd").decimalValue()),
          cents(scenario.get("r2WritesUsdIfPerEvent").decimalValue()));
    }
    return table.toString();
  }

  private static String prices() {
    StringBuilder table = table("key", "USD", "per", "source", "date");
    for (PriceKey key : PriceKey.values()) {
      Price price = PriceList.documented().of(key);
      String usd = BigDecimal.valueOf(price.usd()).stripTrailingZeros().toPlainString();
      row(table, "`" + key.text() + "`", usd, price.per(), price.source(), price.date());
    }
    return table.toString();
  }

  private static StringBuilder table(String... headings) {
    StringBuilder table = new StringBuilder();
    row(table, headings);
    return table.append("|---".repeat(headings.length)).append("|\n");
  }

  private static void row(StringBuilder table, String... cells) {
    table.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static String usd(JsonNode scenario, Predicate<JsonNode> lines) {
    return cents(
        StreamSupport.stream(scenario.get("lines").spliterator(), false)
            .filter(lines)
            .map(line -> line.get("monthlyUsd").decimalValue())
            .reduce(BigDecimal.ZERO, BigDecimal::add));
  }

  private static String cents(BigDecimal usd) {
    return String.format(Locale.ROOT, "%,.2f", usd.setScale(2, RoundingMode.HALF_UP));
  }
}
