package dev.tailrace.cost;

import java.util.Arrays;
import java.util.Optional;

/// The prices that an estimate needs.
public enum PriceKey {
  R2_STORAGE("r2.storage", Unit.GB_MONTH),
  R2_CLASS_A("r2.class-a", Unit.MILLION_REQUESTS),
  R2_CLASS_B("r2.class-b", Unit.MILLION_REQUESTS),
  R2_SQL_SCAN("r2.sql-scan", Unit.TB),
  CLICKHOUSE_STORAGE("clickhouse.storage", Unit.GB_MONTH),
  CLICKHOUSE_COMPUTE("clickhouse.compute", Unit.HOUR),
  POSTGRES_FREE("postgres.free", Unit.MONTH),
  POSTGRES_LAUNCH("postgres.launch", Unit.MONTH),
  POSTGRES_SCALE("postgres.scale", Unit.MONTH),
  POSTGRES_BUSINESS("postgres.business", Unit.MONTH);

  /// What a price is for.
  public enum Unit {
    /// 10^9 bytes for a month.
    GB_MONTH("GB-month", 1e9, "GB"),
    MILLION_REQUESTS("million requests", 1e6, "requests"),
    /// 10^12 bytes.
    TB("TB", 1e12, "TB"),
    HOUR("hour", 1, "hours"),
    MONTH("month", 1, "months");

    private final String label;
    private final double size;
    private final String counted;

    Unit(String label, double size, String counted) {
      this.label = label;
      this.size = size;
      this.counted = counted;
    }

    /// As it stands in the price list.
    public String label() {
      return label;
    }

    /// In what people count quantities: a thousand requests are 1,000, and not 0.001.
    public String counted() {
      return counted;
    }

    /// How many bytes, requests, hours or months are paid by one price.
    double size() {
      return size;
    }
  }

  private final String text;
  private final Unit unit;

  PriceKey(String text, Unit unit) {
    this.text = text;
    this.unit = unit;
  }

  /// As it stands in the price list.
  public String text() {
    return text;
  }

  /// What the price must be for.
  public Unit unit() {
    return unit;
  }

  static Optional<PriceKey> of(String text) {
    return Arrays.stream(values()).filter(key -> key.text.equals(text)).findFirst();
  }
}
