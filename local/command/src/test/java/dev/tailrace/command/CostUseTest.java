package dev.tailrace.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostUseTest {
  @TempDir Path directory;

  private static CommandRun run(String... arguments) {
    return CommandRun.of(Stream.concat(Stream.of("cost"), Stream.of(arguments)).toList());
  }

  private static JsonNode json(String... arguments) throws IOException {
    CommandRun run = run(arguments);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out()).get("scenarios");
  }

  @Test
  void withoutOptions_theThreeScenariosAreBesideEachOther() {
    CommandRun run = run();
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("low, 100,000 a day", "medium, 1,000,000", "high, 10,000,000");
    assertThat(run.out().lines().filter(line -> line.startsWith("R2 writes, by event")))
        .singleElement()
        .asString()
        .containsSubsequence("13.50", "135.00", "1,350.00");
  }

  @Test
  void ownEvents_areOneScenario_andTheRestIsThatOfTheMediumOne() throws IOException {
    JsonNode own = json("--events-per-day", "1000000", "--json");
    assertThat(own).hasSize(1);
    assertThat(own.get(0).get("totalUsd")).isEqualTo(json("--json").get(1).get("totalUsd"));
    assertThat(run("--events-per-day", "1000000").out()).contains("yours, 1,000,000 a day");
  }

  @Test
  void defaults_areThoseOfTheHelp() {
    String[] defaults =
        "--bytes 2000 --retention 30 --partitions 6 --roll PT5M --commit-interval PT1M --queries-per-day 100 --query-days 5"
            .split(" ", -1);
    assertThat(run(defaults).out()).isEqualTo(run().out());
    assertThat(run("--events-per-day=9", "--clickhouse-hours=24", "--postgres-plan=scale").out())
        .isEqualTo(run("--events-per-day=9").out());
  }

  @Test
  void options_changeAllThreeScenarios() throws IOException {
    JsonNode usual = json("--json");
    JsonNode rolled = json("--json", "--roll", "PT1H");
    for (int i = 0; i < 3; i++) {
      assertThat(rolled.get(i).get("r2WritesUsd").asDouble())
          .isLessThan(usual.get(i).get("r2WritesUsd").asDouble() / 10);
    }
  }

  @Test
  void bytes_moveStorage() throws IOException {
    assertThat(storedInBucket("--bytes", "8000")).isGreaterThan(storedInBucket("--bytes", "100"));
  }

  private static double storedInBucket(String option, String value) throws IOException {
    return json("--json", option, value).get(1).get("lines").get(0).get("quantity").asDouble();
  }

  @Test
  void ownPrices_areUsed() throws IOException {
    Path prices =
        Files.writeString(
            directory.resolve("prices.json"),
            """
            {"r2.class-a": {"usd": 45, "per": "million requests", "source": "x", "date": "2026-01-01"}}
            """);
    double usual = json("--json").get(1).get("r2WritesUsd").asDouble();
    JsonNode own = json("--json", "--prices", prices.toString()).get(1);
    assertThat(own.get("r2WritesUsd").asDouble()).isCloseTo(usual * 10, within(0.001));
    assertThat(own.get("r2WritesUsdIfPerEvent").asDouble()).isEqualTo(1_350);
  }

  @Test
  void printedPrices_canBeGivenBack() throws IOException {
    Path prices = Files.writeString(directory.resolve("prices.json"), run("--print-prices").out());
    assertThat(run("--prices", prices.toString()).out()).isEqualTo(run().out());
  }

  @ParameterizedTest
  @CsvSource({
    "--events-per-day, 0, events per day: 0",
    "--events-per-day, -1, events per day: -1",
    "--events-per-day, many, many",
    "--events-per-day, 9000000000000000000, 9000000000000000000",
    "--bytes, 0, bytes per event: 0",
    "--bytes, -5, bytes per event: -5",
    "--retention, 0, retention in days: 0",
    "--partitions, 0, partitions: 0",
    "--roll, PT0S, roll interval: PT0S",
    "--roll, PT-5M, roll interval: PT-5M",
    "--roll, PT48H, roll interval: PT48H",
    "--commit-interval, PT0S, commit interval: PT0S",
    "--parquet-bytes-per-row, 0, Parquet bytes per row: 0",
    "--parquet-bytes-per-row, NaN, Parquet bytes per row: NaN",
    "--clickhouse-bytes-per-row, -1, ClickHouse bytes per row: -1",
    "--clickhouse-hours, 25, ClickHouse hours per day: 25",
    "--clickhouse-hours, -1, ClickHouse hours per day: -1",
    "--postgres-plan, gold, 'gold'",
    "--queries-per-day, -1, queries per day: -1",
    "--query-days, 0, days that a query reads: 0",
    "--prices, none.json, none.json cannot be read",
  })
  void wrongValue_isWrongUse_andIsNamed(String option, String value, String named) {
    CommandRun run = run(option, value);
    assertThat(run.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(run.err()).contains(named, "tailrace cost --help");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void unknownPrice_isWrongUse_withTheKnownOnes() throws IOException {
    Path prices =
        Files.writeString(
            directory.resolve("prices.json"),
            """
            {"r2.egress": {"usd": 0, "per": "TB", "source": "x", "date": "2026-01-01"}}
            """);
    CommandRun run = run("--prices", prices.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(run.err()).contains("prices.json", "'r2.egress'", "give one of r2.storage");
  }
}
