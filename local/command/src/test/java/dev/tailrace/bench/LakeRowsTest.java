package dev.tailrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

final class LakeRowsTest {
  @Test
  void theCurrentSnapshotCounts() throws JsonProcessingException {
    assertThat(
            rows(
                """
                {"metadata": {"current-snapshot-id": 7, "snapshots": [
                  {"snapshot-id": 6, "summary": {"total-records": "10"}},
                  {"snapshot-id": 7, "summary": {"total-records": "25"}},
                  {"snapshot-id": 8, "summary": {"total-records": "90"}}]}}
                """))
        .isEqualTo(25);
  }

  @Test
  void aTableWithoutSnapshotIsEmpty() throws JsonProcessingException {
    assertThat(rows("{\"metadata\": {\"current-snapshot-id\": -1, \"snapshots\": []}}")).isZero();
  }

  private static long rows(String table) throws JsonProcessingException {
    return LakeRows.rows(new ObjectMapper().readTree(table));
  }
}
