package dev.tailrace.faults;

/// What a process of the world does.
enum Role {
  BROKER,
  /// Schema registry, S3 server and Iceberg catalog.
  SERVICES,
  TOPOLOGY,
  /// A Connect worker with all sinks.
  SINKS
}
