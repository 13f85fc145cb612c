package dev.tailrace.parts;

/// What a part of the pipeline does.
public enum PartRole {
  BROKER,
  /// Schema registry, S3 server and Iceberg catalog.
  SERVICES,
  TOPOLOGY,
  /// A Connect worker with sinks.
  SINKS
}
