package dev.tailrace.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.stack.ParquetCounts.Group;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetCountsTest {
  private static final LocalDate FRIDAY = LocalDate.parse("2026-11-20");
  private static final LocalDate SATURDAY = LocalDate.parse("2026-11-21");

  @TempDir Path bucket;

  @Test
  void filesOfTwoDays_areCountedTogether() throws Exception {
    write(
        "events/dt=2026-11-20/a.parquet",
        """
        ('01A', 'error', 'shop', TIMESTAMP '2026-11-20 23:59:59.999'),
        ('01B', 'error', 'shop', TIMESTAMP '2026-11-20 00:00:00'),
        ('01C', 'info', NULL, TIMESTAMP '2026-11-20 12:00:00')\
        """);
    write(
        "events/dt=2026-11-21/b.parquet",
        """
        ('01D', 'error', 'shop', TIMESTAMP '2026-11-21 00:00:00'),
        ('01D', 'error', 'shop', TIMESTAMP '2026-11-21 00:00:00')\
        """);
    write("service_metrics_hourly/c.parquet", "('01E', '', '', TIMESTAMP '2026-11-21 00:00:00')");

    assertThat(ParquetCounts.read(bucket))
        .isEqualTo(
            new ParquetCounts(
                2,
                5,
                4,
                Map.of(
                    new Group("error", "shop", FRIDAY), 2L,
                    new Group("info", "", FRIDAY), 1L,
                    new Group("error", "shop", SATURDAY), 2L)));
  }

  @Test
  void instant_countsForItsDayInUtc() throws Exception {
    write("events/a.parquet", "('01A', 'error', 'shop', TIMESTAMPTZ '2026-11-20 23:30:00+00')");

    assertThat(ParquetCounts.read(bucket).groups())
        .isEqualTo(Map.of(new Group("error", "shop", FRIDAY), 1L));
  }

  @Test
  void emptyBucket_hasNoRows() {
    assertThat(ParquetCounts.read(bucket)).isEqualTo(new ParquetCounts(0, 0, 0, Map.of()));
  }

  @Test
  void fileThatIsNoParquet_isNamed() throws Exception {
    Files.createDirectory(bucket.resolve("events"));
    Files.writeString(bucket.resolve("events/broken.parquet"), "no Parquet at all");

    assertThatThrownBy(() -> ParquetCounts.read(bucket))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("broken.parquet");
  }

  private void write(String key, String rows) throws Exception {
    Path file = bucket.resolve(key);
    Files.createDirectories(file.getParent());
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement()) {
      statement.execute(
          "COPY (SELECT * FROM (VALUES %s) AS e(ulid, severity, script_name, \"timestamp\")) TO '%s' (FORMAT parquet)"
              .formatted(rows, file));
    }
  }
}
