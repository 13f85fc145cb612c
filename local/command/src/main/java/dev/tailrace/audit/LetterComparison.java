package dev.tailrace.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Compares the dead letters that raw records demand with those on the topic, and those with what
/// lies in the bucket.
final class LetterComparison {
  private static final int MOST_SENTENCES = 20;

  private final Ledger ledger;

  LetterComparison(Ledger ledger) {
    this.ledger = ledger;
  }

  /// Letters of one record with the same bytes are told apart by nothing, so they are counted.
  StoreVerdict topic(Bounds bounds, int epoch) {
    ledger.run(
        """
        CREATE OR REPLACE TEMP TABLE letter_difference AS
        WITH e AS (SELECT part, off, body, count(*) AS n, min(reason) AS reason
            FROM expected_letter WHERE epoch <= ? GROUP BY part, off, body),
          f AS (SELECT part, off, body, count(*) AS n, min(reason) AS reason,
              string_agg(letter_part || '-' || letter_off, ', ' ORDER BY letter_part, letter_off)
                AS letters
            FROM (SELECT *, '%s' AS source_topic, part AS source_partition, off AS source_offset
              FROM topic_letter WHERE origin = '%s') WHERE %s GROUP BY part, off, body)
        SELECT coalesce(e.part, f.part) AS part, coalesce(e.off, f.off) AS off,
          coalesce(e.n, 0) AS wanted, coalesce(f.n, 0) AS n, e.reason AS wanted_reason,
          f.reason AS reason, f.letters AS letters
        FROM e FULL OUTER JOIN f ON e.part = f.part AND e.off = f.off AND e.body = f.body
        """
            .formatted(bounds.topic(), LetterTopic.OF_RAW, bounds.sql()),
        epoch);
    List<Long> totals =
        ledger.numbers(
            """
            SELECT sum(wanted), sum(n), sum(greatest(wanted - n, 0)),
              sum(CASE WHEN wanted > 0 THEN greatest(n - wanted, 0) ELSE 0 END),
              sum(CASE WHEN wanted = 0 THEN n
                WHEN n > 0 AND reason != wanted_reason THEN 1 ELSE 0 END)
            FROM letter_difference
            """);
    List<String> sentences =
        ledger.texts(
            """
            SELECT CASE
                WHEN wanted = 0 THEN 'letter ' || letters || ' (' || reason || ') is of ' || raw_at
                  || ', of which no such letter is to be made'
                WHEN n < wanted THEN 'a letter (' || wanted_reason || ') of ' || raw_at || ' is missing'
                WHEN n > wanted THEN 'the letter of ' || raw_at || ' is there ' || n || ' times: ' || letters
                ELSE 'letter ' || letters || ' of ' || raw_at || ' says ' || reason || ', must say '
                  || wanted_reason
              END
            FROM (SELECT *, '%s-' || part || '@' || off AS raw_at FROM letter_difference)
            WHERE n != wanted OR reason != wanted_reason
            ORDER BY part, off LIMIT %d
            """
                .formatted(bounds.topic(), MOST_SENTENCES));
    return verdict(StoreNames.DEAD_LETTERS, totals, sentences);
  }

  /// @param begins oldest offsets on the topic: the bucket may hold letters that are older
  /// @param ends up to where the bucket must have the letters
  StoreVerdict bucket(Map<Integer, Long> begins, Map<Integer, Long> ends, List<String> remarks) {
    String within =
        ends.entrySet().stream()
            .map(
                end ->
                    "(letter_part = %d AND letter_off >= %d AND letter_off < %d)"
                        .formatted(
                            end.getKey(), begins.getOrDefault(end.getKey(), 0L), end.getValue()))
            .collect(Collectors.joining(" OR ", "(false OR ", ")"));
    ledger.run(
        """
        CREATE OR REPLACE TEMP TABLE letter_difference AS
        WITH e AS (FROM topic_letter WHERE %1$s),
          f AS (SELECT letter_part, letter_off, count(*) AS n, min(body) AS least,
              max(body) AS most, string_agg(DISTINCT place, ', ' ORDER BY place) AS places
            FROM stored_letter WHERE %1$s GROUP BY letter_part, letter_off)
        SELECT coalesce(e.letter_part, f.letter_part) || '-'
            || coalesce(e.letter_off, f.letter_off) AS letter,
          coalesce(e.letter_off, f.letter_off) AS off,
          e.letter_off IS NOT NULL AS wanted, coalesce(f.n, 0) AS n, places,
          f.n > 0 AND (least != e.body OR most != e.body) AS differs
        FROM e FULL OUTER JOIN f ON e.letter_part = f.letter_part AND e.letter_off = f.letter_off
        """
            .formatted(within));
    List<Long> totals =
        ledger.numbers(
            """
            SELECT count(*) FILTER (WHERE wanted), sum(n), count(*) FILTER (WHERE wanted AND n = 0),
              sum(CASE WHEN wanted THEN greatest(n - 1, 0) ELSE 0 END),
              sum(CASE WHEN NOT wanted THEN n WHEN differs THEN 1 ELSE 0 END)
            FROM letter_difference
            """);
    List<String> sentences =
        new ArrayList<>(
            ledger.texts(
                """
                SELECT CASE
                    WHEN NOT wanted THEN 'letter ' || letter || ' in ' || places
                      || ' is not on the topic'
                    WHEN n = 0 THEN 'letter ' || letter || ' is missing'
                    WHEN n > 1 THEN 'letter ' || letter || ' is there ' || n || ' times, in ' || places
                    ELSE 'letter ' || letter || ' in ' || places || ' has other bytes than on the topic'
                  END
                FROM letter_difference WHERE NOT wanted OR n != 1 OR differs
                ORDER BY off LIMIT %d
                """
                    .formatted(MOST_SENTENCES)));
    sentences.addAll(0, remarks);
    return verdict(StoreNames.DEAD_LETTERS_BUCKET, totals, sentences);
  }

  private static StoreVerdict verdict(String store, List<Long> totals, List<String> sentences) {
    return new StoreVerdict(
        store,
        totals.get(0),
        totals.get(1),
        totals.get(2),
        totals.get(3),
        totals.get(4),
        sentences);
  }
}
