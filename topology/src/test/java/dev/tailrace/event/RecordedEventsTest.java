package dev.tailrace.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Every recorded event, against what an independent implementation of the rules made of it.
class RecordedEventsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TailEventParser parser = new TailEventParser();
  private final Enricher enricher = new Enricher();

  @Test
  void recordedEvents_haveEveryExpectedColumn() {
    assertThat(differences("tail-events-prodlike.jsonl", "expected-prodlike.jsonl")).isEmpty();
  }

  @Test
  void documentedEvents_haveEveryExpectedColumn() {
    assertThat(differences("tail-events-documented.jsonl", "expected-documented.jsonl")).isEmpty();
  }

  @Test
  void recordedMutations_areAllAcceptedOrRejected() {
    List<MutationResult> results = new ArrayList<>();
    for (byte[] line : Samples.lines("tail-events-prodlike.jsonl")) {
      results.addAll(enrich(line, results.size()).mutations());
    }

    assertThat(results).hasSize(1_157);
    assertThat(results.stream().filter(MutationResult.Rejected.class::isInstance))
        .hasSize(19)
        .allSatisfy(
            result ->
                assertThat(((MutationResult.Rejected) result).message())
                    .isEqualTo(
                        "data.after is missing: a mutation of type update must have the complete"
                            + " state there, as an object"));
  }

  private Enriched enrich(byte[] line, long offset) {
    return switch (parser.parse(line)) {
      case Invocation invocation -> enricher.enrich(invocation, record(offset));
      case Parsed.Notice notice -> throw new AssertionError(notice);
      case Parsed.Unreadable unreadable -> throw new AssertionError(unreadable);
    };
  }

  private static RawRecord record(long offset) {
    return new RawRecord("tail.raw", 3, offset, 1_795_168_000_000L + offset, 0);
  }

  private List<String> differences(String events, String expectations) {
    List<byte[]> lines = Samples.lines(events);
    List<byte[]> expected = Samples.lines(expectations);
    assertThat(lines).hasSameSizeAs(expected);
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      JsonNode columns = read(expected.get(i));
      JsonNode got = columns(lines.get(i), i);
      if (columns.get("kind").asText().equals("notice")) {
        // The independent implementation makes a row of a notice; here it is none.
        compare(i, "kind", columns.get("kind"), got.get("kind"), differences);
        continue;
      }
      for (Map.Entry<String, JsonNode> column : columns.properties()) {
        JsonNode value = got.get(column.getKey());
        JsonNode wanted = column.getValue();
        if (column.getKey().equals("event_timestamp") && wanted.isNull()) {
          wanted = got.get("timestamp");
        }
        compare(i, column.getKey(), wanted, value, differences);
      }
    }
    return differences;
  }

  private static void compare(
      int index, String column, JsonNode expected, JsonNode got, List<String> differences) {
    if (got == null
        || !storable(expected.asText()).equals(got.asText())
        || expected.isNull() != got.isNull()) {
      differences.add(
          "line %d, column %s: expected %s, got %s".formatted(index + 1, column, expected, got));
    }
  }

  /// No store holds half a surrogate pair: UTF-8 has no bytes for it.
  private static String storable(String text) {
    StringBuilder storable = new StringBuilder();
    text.codePoints()
        .map(c -> c <= 0xFFFF && Character.isSurrogate((char) c) ? 0xFFFD : c)
        .forEach(storable::appendCodePoint);
    return storable.toString();
  }

  private JsonNode columns(byte[] line, int index) {
    return switch (parser.parse(line)) {
      case Invocation invocation -> {
        Enriched enriched = enricher.enrich(invocation, record(index));
        Map<String, Object> columns = Columns.of(enriched.event());
        columns.put("line", index + 1);
        columns.put("kind", invocation.trigger().kind().replaceAll("\\..*", ""));
        columns.put("mutations", enriched.mutations().size());
        yield JSON.valueToTree(columns);
      }
      case Parsed.Notice _ -> JSON.valueToTree(Map.of("kind", "notice"));
      case Parsed.Unreadable unreadable -> JSON.valueToTree(Map.of("kind", unreadable.message()));
    };
  }

  private static JsonNode read(byte[] line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
