package dev.tailrace.cost;

/// The lines of an estimate, in their order.
public enum CostItem {
  R2_STORAGE(Component.R2, Purpose.STORAGE, "storage", PriceKey.R2_STORAGE),
  R2_EVENT_FILES(Component.R2, Purpose.WRITES, "writes: event files", PriceKey.R2_CLASS_A),
  R2_WINDOW_FILES(Component.R2, Purpose.WRITES, "writes: window files", PriceKey.R2_CLASS_A),
  R2_COMMITS(Component.R2, Purpose.WRITES, "writes: table commits", PriceKey.R2_CLASS_A),
  R2_LISTS(Component.R2, Purpose.WRITES, "writes: listings", PriceKey.R2_CLASS_A),
  R2_COMMIT_READS(Component.R2, Purpose.WRITES, "reads of commits", PriceKey.R2_CLASS_B),
  R2_QUERY_READS(Component.R2, Purpose.QUERIES, "reads of queries", PriceKey.R2_CLASS_B),
  R2_SQL_SCAN(Component.R2, Purpose.QUERIES, "SQL: data scanned", PriceKey.R2_SQL_SCAN),
  CLICKHOUSE_STORAGE(Component.CLICKHOUSE, Purpose.STORAGE, "storage", PriceKey.CLICKHOUSE_STORAGE),
  CLICKHOUSE_COMPUTE(Component.CLICKHOUSE, Purpose.QUERIES, "compute", PriceKey.CLICKHOUSE_COMPUTE),
  POSTGRES_FREE(Component.POSTGRES, Purpose.STORAGE, "plan free", PriceKey.POSTGRES_FREE),
  POSTGRES_LAUNCH(Component.POSTGRES, Purpose.STORAGE, "plan launch", PriceKey.POSTGRES_LAUNCH),
  POSTGRES_SCALE(Component.POSTGRES, Purpose.STORAGE, "plan scale", PriceKey.POSTGRES_SCALE),
  POSTGRES_BUSINESS(
      Component.POSTGRES, Purpose.STORAGE, "plan business", PriceKey.POSTGRES_BUSINESS);

  /// Whose bill a line is on.
  public enum Component {
    R2("R2"),
    CLICKHOUSE("ClickHouse"),
    POSTGRES("Postgres");

    private final String label;

    Component(String label) {
      this.label = label;
    }

    /// As people call it.
    public String label() {
      return label;
    }
  }

  /// What a line is paid for.
  public enum Purpose {
    STORAGE,
    WRITES,
    QUERIES
  }

  private final Component component;
  private final Purpose purpose;
  private final String label;
  private final PriceKey priceKey;

  CostItem(Component component, Purpose purpose, String label, PriceKey priceKey) {
    this.component = component;
    this.purpose = purpose;
    this.label = label;
    this.priceKey = priceKey;
  }

  /// Whose bill it is on.
  public Component component() {
    return component;
  }

  /// What it is paid for.
  public Purpose purpose() {
    return purpose;
  }

  /// Its name with that of the component.
  public String label() {
    return component.label() + " " + label;
  }

  /// By which price it is reckoned.
  public PriceKey priceKey() {
    return priceKey;
  }
}
