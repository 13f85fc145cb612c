package dev.tailrace.doctor;

import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.postgres.PostgresAddress;
import dev.tailrace.stack.ClickHouseHttp;
import dev.tailrace.stack.StackException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// How far the clocks of the stores are from that of this machine.
///
/// A store's time is held against the middle of the time that its answer took.
public final class ClockLook {
  private static final String SUBJECT = "clocks";
  private static final Duration NOTABLE = Duration.ofSeconds(2);

  /// Amazon's S3 refuses requests that are further off, and a token of R2 has a time too.
  private static final Duration TOO_FAR = Duration.ofMinutes(15);

  private final Findings findings;
  private final InstantSource clock;

  public ClockLook(Findings findings, InstantSource clock) {
    this.findings = findings;
    this.clock = clock;
  }

  /// Of ClickHouse. One that does not answer is no finding here.
  public void clickHouse(Endpoint endpoint) {
    Instant asked = clock.instant();
    try {
      String millis =
          new ClickHouseHttp(endpoint, "default")
              .row("SELECT toString(toUnixTimestamp64Milli(now64(3)))")
              .getFirst();
      compare("ClickHouse", asked, Instant.ofEpochMilli(Long.parseLong(millis)));
    } catch (StackException _) {
      // Whoever looked at its tables has told.
    }
  }

  /// Of Postgres. One that does not answer is no finding here.
  public void postgres(PostgresAddress address) {
    try (Connection connection = address.connect();
        Statement statement = connection.createStatement()) {
      Instant asked = clock.instant();
      try (ResultSet rows =
          statement.executeQuery("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")) {
        if (rows.next()) {
          compare("Postgres", asked, Instant.ofEpochMilli(rows.getLong(1)));
        }
      }
    } catch (SQLException _) {
      // Whoever looked at its tables has told.
    }
  }

  void compare(String store, Instant asked, Instant theirs) {
    Instant answered = clock.instant();
    Instant ours = asked.plus(Duration.between(asked, answered).dividedBy(2));
    Duration apart = Duration.between(ours, theirs);
    String words =
        "the clock of %s is %,d ms %s this machine's"
            .formatted(store, apart.abs().toMillis(), apart.isNegative() ? "behind" : "ahead of");
    String remedy = "synchronise both with the same time servers (chrony, systemd-timesyncd)";
    if (apart.abs().compareTo(TOO_FAR) > 0) {
      findings.problem(SUBJECT, words, remedy);
    } else if (apart.abs().compareTo(NOTABLE) > 0) {
      findings.warning(SUBJECT, words, remedy);
    } else {
      findings.ok(SUBJECT, words);
    }
  }
}
