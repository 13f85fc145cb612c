package dev.tailrace.cost;

import java.util.ArrayList;
import java.util.List;

/// Makes an estimate of a workload and a price list. Kafka and what the processes run on are left
/// out: they are yours, or have prices of their own.
public final class CostModel {
  private final PriceList prices;

  public CostModel(PriceList prices) {
    this.prices = prices;
  }

  /// What the workload costs in a month, once as many days are stored as are kept.
  public Estimate estimate(Workload workload) {
    List<CostLine> lines = new ArrayList<>(bucket(workload));
    lines.addAll(queries(workload));
    if (workload.services().hasClickHouse()) {
      lines.addAll(clickHouse(workload));
    }
    lines.add(line(workload.services().postgresPlan().item(), 1));
    return new Estimate(
        workload, lines, line(CostItem.R2_EVENT_FILES, (double) workload.eventsPerMonth()));
  }

  private List<CostLine> bucket(Workload workload) {
    BucketTraffic day = new BucketTraffic(workload);
    double commitObjects = perMonth(day.commits()) * BucketTraffic.OBJECTS_PER_COMMIT;
    return List.of(
        line(CostItem.R2_STORAGE, day.bytes() * workload.retentionDays()),
        line(CostItem.R2_EVENT_FILES, perMonth(day.eventFileRequests())),
        line(CostItem.R2_WINDOW_FILES, perMonth(day.windowFiles())),
        line(CostItem.R2_COMMITS, commitObjects),
        line(CostItem.R2_LISTS, perMonth(day.lists())),
        line(CostItem.R2_COMMIT_READS, commitObjects));
  }

  private List<CostLine> queries(Workload workload) {
    BucketTraffic day = new BucketTraffic(workload);
    double queries = perMonth(workload.queries().perDay());
    int days = Math.min(workload.queries().days(), workload.retentionDays());
    double reads = days * day.eventFiles() * BucketTraffic.READS_PER_FILE + BucketTraffic.MANIFESTS;
    return List.of(
        line(CostItem.R2_QUERY_READS, queries * reads),
        line(CostItem.R2_SQL_SCAN, queries * days * day.eventBytes()));
  }

  private List<CostLine> clickHouse(Workload workload) {
    double bytesPerDay = workload.eventsPerDay() * workload.rows().clickHouseBytes();
    return List.of(
        line(CostItem.CLICKHOUSE_STORAGE, bytesPerDay * workload.retentionDays()),
        line(CostItem.CLICKHOUSE_COMPUTE, perMonth(workload.services().clickHouseHoursPerDay())));
  }

  private static double perMonth(double perDay) {
    return perDay * Workload.MONTH_DAYS;
  }

  private CostLine line(CostItem item, double amount) {
    return new CostLine(item, amount, prices.of(item.priceKey()));
  }
}
