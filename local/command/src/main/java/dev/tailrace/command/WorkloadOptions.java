package dev.tailrace.command;

import dev.tailrace.cost.FileSettings;
import dev.tailrace.cost.PostgresPlan;
import dev.tailrace.cost.QueryLoad;
import dev.tailrace.cost.RowSizes;
import dev.tailrace.cost.Scenario;
import dev.tailrace.cost.Services;
import dev.tailrace.cost.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Options that say what is to be stored and asked. One that is not given leaves that of the
/// documented scenario.
final class WorkloadOptions {
  @Option(
      names = "--events-per-day",
      paramLabel = "N",
      description = {
        "Raw events a day; each mutation that they announce counts as one more.",
        "Default: the three documented scenarios; what else is not given is as in the medium one"
      })
  private Long eventsPerDay;

  @Option(
      names = "--bytes",
      paramLabel = "B",
      description = "Bytes of a raw event as JSON. Default: 2000")
  private Integer bytes;

  @Option(
      names = "--retention",
      paramLabel = "DAYS",
      description = "Days that the bucket and ClickHouse keep events. Default: 30")
  private Integer retention;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Partitions of each topic. Default: 6")
  private Integer partitions;

  @Option(
      names = "--roll",
      paramLabel = "DURATION",
      description = "roll.interval.ms of the R2 sink, PT1S to PT24H. Default: PT5M")
  private Duration roll;

  @Option(
      names = "--commit-interval",
      paramLabel = "DURATION",
      description = "iceberg.commit.interval.ms of the R2 sink, PT1S to PT24H. Default: PT1M")
  private Duration commitInterval;

  @Option(
      names = "--parquet-bytes-per-row",
      paramLabel = "B",
      description = "Compressed. Default: 2.4 %% of --bytes, as the recorded events measured")
  private Double parquetBytesPerRow;

  @Option(
      names = "--clickhouse-bytes-per-row",
      paramLabel = "B",
      description = "Compressed. Default: 2.3 %% of --bytes, as the recorded events measured")
  private Double clickHouseBytesPerRow;

  @Option(
      names = "--clickhouse-hours",
      paramLabel = "N",
      description = "Hours a day that a ClickHouse service runs; 0 is none. Default: 24, low: 0")
  private Integer clickHouseHours;

  @Option(
      names = "--postgres-plan",
      paramLabel = "NAME",
      description = "free, launch, scale or business. Default: scale, low: launch, high: business")
  private String postgresPlan;

  @Option(
      names = "--queries-per-day",
      paramLabel = "N",
      description = "Questions to R2 SQL, 0 or more. Default: 100")
  private Integer queriesPerDay;

  @Option(
      names = "--query-days",
      paramLabel = "DAYS",
      description = "Days of events that such a question reads. Default: 5")
  private Integer queryDays;

  /// The documented scenarios, or the one that was described.
  ///
  /// @throws IllegalArgumentException when a number makes no sense
  List<Scenario> scenarios() {
    return eventsPerDay == null
        ? Scenario.documented().stream().map(this::changed).toList()
        : List.of(changed(new Scenario("yours", Scenario.MEDIUM.workload())));
  }

  private Scenario changed(Scenario scenario) {
    Workload as = scenario.workload();
    int bytesPerEvent = or(bytes, as.bytesPerEvent());
    return new Scenario(
        scenario.name(),
        new Workload(
            or(eventsPerDay, as.eventsPerDay()),
            bytesPerEvent,
            or(retention, as.retentionDays()),
            changed(as.files()),
            rows(bytesPerEvent),
            new QueryLoad(
                or(queriesPerDay, as.queries().perDay()), or(queryDays, as.queries().days())),
            changed(as.services())));
  }

  private FileSettings changed(FileSettings as) {
    return new FileSettings(
        or(partitions, as.partitions()),
        or(roll, as.rollInterval()),
        or(commitInterval, as.commitInterval()));
  }

  /// Only sizes that are not given follow from the size of an event, which is checked elsewhere.
  private RowSizes rows(int bytesPerEvent) {
    RowSizes measured = RowSizes.measured(Math.max(1, bytesPerEvent));
    return new RowSizes(
        or(parquetBytesPerRow, measured.parquetBytes()),
        or(clickHouseBytesPerRow, measured.clickHouseBytes()));
  }

  private Services changed(Services as) {
    return new Services(
        or(clickHouseHours, as.clickHouseHoursPerDay()),
        postgresPlan == null ? as.postgresPlan() : PostgresPlan.named(postgresPlan));
  }

  private static <T> T or(T given, T otherwise) {
    return Optional.ofNullable(given).orElse(otherwise);
  }
}
