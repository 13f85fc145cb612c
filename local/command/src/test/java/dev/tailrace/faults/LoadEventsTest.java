package dev.tailrace.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.event.Enriched;
import dev.tailrace.event.Enricher;
import dev.tailrace.event.Invocation;
import dev.tailrace.event.MutationResult;
import dev.tailrace.event.Parsed;
import dev.tailrace.event.RawRecord;
import dev.tailrace.event.Severity;
import dev.tailrace.event.TailEventParser;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LoadEventsTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final int RECORDS = 20_000;

  private final TailEventParser parser = new TailEventParser();
  private final Enricher enricher = new Enricher();

  private int letters;
  private int notices;
  private int large;
  private int late;
  private int withMutations;
  private int invalidMutations;
  private final Map<String, Integer> scripts = new HashMap<>();
  private final Set<String> outcomes = new HashSet<>();
  private final Set<Severity> severities = EnumSet.noneOf(Severity.class);
  private final Map<String, Set<String>> mutationsOfEntities = new HashMap<>();

  @Test
  void sameSeed_givesTheSameContentsApartFromTimes() {
    assertThat(contents(3, NOW)).isEqualTo(contents(3, NOW.plusSeconds(12_345)));
    assertThat(contents(3, NOW)).isNotEqualTo(contents(4, NOW));
  }

  @Test
  void shares_areAsTheAuditNeedsThem() {
    LoadEvents events = new LoadEvents(1);
    for (int i = 0; i < RECORDS; i++) {
      count(events.next(NOW), i);
    }

    assertThat(letters).isBetween(RECORDS / 400, RECORDS / 100);
    assertThat(notices).isBetween(RECORDS / 1_000, RECORDS / 250);
    assertThat(large).isBetween(RECORDS / 1_000, RECORDS / 250);
    assertThat(late).isBetween(RECORDS / 25, RECORDS / 17);
    assertThat(withMutations).isBetween(RECORDS / 6, RECORDS / 4);
    assertThat(invalidMutations).isBetween(RECORDS / 400, RECORDS / 100);
    assertThat(scripts).hasSize(60);
    assertThat(scripts.get("load-0")).isBetween(RECORDS / 4, RECORDS / 3);
    assertThat(outcomes).hasSize(9);
    assertThat(severities).containsExactlyInAnyOrder(Severity.values());
    assertThat(mutationsOfEntities).hasSize(300);
    assertThat(mutationsOfEntities.values())
        .filteredOn(types -> types.containsAll(Set.of("create", "update", "delete")))
        .hasSizeGreaterThan(250);
  }

  @Test
  void time_isWhatTheEventBears() {
    LoadEvents events = new LoadEvents(2);
    for (int i = 0; i < 1_000; i++) {
      LoadRecord record = events.next(NOW);
      if (parser.parse(record.value()) instanceof Invocation invocation) {
        assertThat(record.time().toEpochMilli()).isEqualTo(invocation.eventTimestamp());
      } else {
        assertThat(record.time()).isEqualTo(Instant.EPOCH);
      }
    }
  }

  private void count(LoadRecord record, int offset) {
    switch (parser.parse(record.value())) {
      case Parsed.Unreadable _ -> letters++;
      case Parsed.Notice _ -> notices++;
      case Invocation invocation ->
          count(
              enricher.enrich(
                  invocation, new RawRecord("tail.raw", 0, offset, NOW.toEpochMilli(), 0)),
              record.value().length);
    }
  }

  private void count(Enriched enriched, int bytes) {
    large += bytes >= 50_000 ? 1 : 0;
    late += enriched.event().eventTimestamp() < NOW.toEpochMilli() ? 1 : 0;
    scripts.merge(enriched.event().worker().scriptName(), 1, Integer::sum);
    outcomes.add(enriched.event().outcome());
    severities.add(enriched.event().classification().severity());
    boolean accepted = false;
    for (MutationResult result : enriched.mutations()) {
      switch (result) {
        case MutationResult.Rejected _ -> invalidMutations++;
        case MutationResult.Accepted(var _, var mutation) -> {
          accepted = true;
          mutationsOfEntities
              .computeIfAbsent(
                  mutation.entityNs() + " " + mutation.entityId(), _ -> new HashSet<>())
              .add(mutation.mutationType().text());
        }
      }
    }
    withMutations += accepted ? 1 : 0;
  }

  private static List<String> contents(long seed, Instant now) {
    LoadEvents events = new LoadEvents(seed);
    List<String> contents = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      contents.add(new String(events.next(now).value(), UTF_8).replaceAll("17[0-9]{11}", "TIME"));
    }
    return contents;
  }
}
