package dev.tailrace.delivery;

/// Who takes a [DeliveryStep].
public enum Component {
  /// The Streams topology.
  TOPOLOGY,
  /// A sink of sealed batches.
  BATCH_SINK,
  /// A sink of upserts, by version.
  UPSERT_SINK,
  /// The part of a sink of upserts that writes things and relationships.
  THINGS,
  /// A sink of files.
  FILE_SINK,
  /// The part of a sink of files that keeps a table over them.
  FILE_TABLE
}
