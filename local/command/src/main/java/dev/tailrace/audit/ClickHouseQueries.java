package dev.tailrace.audit;

import dev.tailrace.stack.ClickHouseHttp;
import java.util.List;
import java.util.function.Consumer;

/// What the audit asks ClickHouse. One that does not answer is an [AuditException], so that an
/// audit that goes on outlives it.
record ClickHouseQueries(ClickHouseHttp http) {
  static ClickHouseQueries of(AuditPlaces places) {
    return new ClickHouseQueries(new ClickHouseHttp(places.clickHouse(), places.database()));
  }

  /// Hands over each row of an answer as it arrives, each value as text or null.
  void forEachRow(String sql, Consumer<List<String>> reader) {
    try {
      http.forEachRow(sql, reader);
    } catch (AuditException e) {
      throw e; // the reader's own
    } catch (RuntimeException e) {
      throw new AuditException("cannot ask ClickHouse: " + e.getMessage(), e);
    }
  }
}
