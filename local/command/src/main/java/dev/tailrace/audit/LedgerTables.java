package dev.tailrace.audit;

/// The tables of a [Ledger]. `n` counts rows, `ids` sums the hashes of their ulids, `contents`
/// those of their contents; an `epoch` is the number of the round in which raw records were first
/// seen.
final class LedgerTables {
  static final String SQL =
      """
      CREATE MACRO wrapped(s) AS (
        CASE WHEN s % 18446744073709551616 >= 9223372036854775808
          THEN s % 18446744073709551616 - 18446744073709551616
          WHEN s % 18446744073709551616 < -9223372036854775808
          THEN s % 18446744073709551616 + 18446744073709551616
          ELSE s % 18446744073709551616 END)::BIGINT;

      CREATE TABLE expected_group (
        topic VARCHAR, epoch INTEGER, part INTEGER, hour BIGINT,
        n BIGINT, ids BIGINT, contents BIGINT);
      CREATE TABLE found_group (
        store VARCHAR, part INTEGER, hour BIGINT, n BIGINT, ids BIGINT, contents BIGINT);
      CREATE TABLE file_group (
        file VARCHAR, part INTEGER, hour BIGINT, n BIGINT, ids BIGINT, contents BIGINT);
      CREATE TABLE table_entry (file VARCHAR, n BIGINT);
      CREATE TABLE differing_group (part INTEGER, hour BIGINT);
      CREATE TABLE expected_row (
        ulid VARCHAR, part INTEGER, hour BIGINT, off BIGINT, content BIGINT);
      CREATE TABLE found_row (
        ulid VARCHAR, part INTEGER, hour BIGINT, off BIGINT, content BIGINT, n BIGINT,
        place VARCHAR);
      CREATE TABLE refused_row (
        store VARCHAR, ulid VARCHAR, part INTEGER, hour BIGINT, off BIGINT, id BIGINT,
        content BIGINT);

      CREATE TABLE expected_letter (
        epoch INTEGER, reason VARCHAR, part INTEGER, off BIGINT, body BIGINT);
      CREATE TABLE topic_letter (
        letter_part INTEGER, letter_off BIGINT, origin VARCHAR, reason VARCHAR,
        part INTEGER, off BIGINT, body BIGINT);
      CREATE TABLE stored_letter (
        letter_part INTEGER, letter_off BIGINT, body BIGINT, place VARCHAR);

      CREATE TABLE mutation (
        epoch INTEGER, kind VARCHAR, ns VARCHAR, id VARCHAR, version VARCHAR, deleted BOOLEAN,
        type VARCHAR, texts BIGINT, data BIGINT, updated BIGINT,
        from_ns VARCHAR, from_id VARCHAR, to_ns VARCHAR, to_id VARCHAR, part INTEGER, off BIGINT);
      CREATE TABLE refused_mutation (version VARCHAR);
      CREATE TABLE found_entity (
        kind VARCHAR, parked BOOLEAN, ns VARCHAR, id VARCHAR, version VARCHAR,
        type VARCHAR, texts BIGINT, data BIGINT, updated BIGINT,
        from_ns VARCHAR, from_id VARCHAR, to_ns VARCHAR, to_id VARCHAR);
      CREATE TABLE touched_entity (kind VARCHAR, ns VARCHAR, id VARCHAR);

      CREATE TABLE expected_cell (
        epoch INTEGER, kind VARCHAR, script VARCHAR, detail VARCHAR, start BIGINT,
        c1 BIGINT, c2 BIGINT, c3 BIGINT, c4 BIGINT, c5 BIGINT, c6 BIGINT,
        c7 BIGINT, c8 BIGINT, c9 BIGINT, c10 BIGINT, c11 BIGINT, c12 BIGINT);
      CREATE TABLE found_pane (
        store VARCHAR, kind VARCHAR, script VARCHAR, detail VARCHAR, start BIGINT,
        pane BIGINT, version BIGINT,
        c1 BIGINT, c2 BIGINT, c3 BIGINT, c4 BIGINT, c5 BIGINT, c6 BIGINT,
        c7 BIGINT, c8 BIGINT, c9 BIGINT, c10 BIGINT, c11 BIGINT, c12 BIGINT);
      CREATE TABLE touched_cell (kind VARCHAR, script VARCHAR, detail VARCHAR, start BIGINT);
      CREATE TABLE refused_cell (
        store VARCHAR, kind VARCHAR, script VARCHAR, detail VARCHAR, start BIGINT)
      """;

  private LedgerTables() {}
}
