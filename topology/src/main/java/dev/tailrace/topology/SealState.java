package dev.tailrace.topology;

/// What one partition of `events` ended with, as it survives a restart: written once when a batch
/// begins and once when it is sealed, in the transaction of the records it speaks of.
///
/// @param batchId the newest batch id in the log
/// @param phase whether that batch still waits for its end
/// @param dataMillis time of the newest batch id that held rows
record SealState(String batchId, Phase phase, long dataMillis) {
  enum Phase {
    OPEN,
    SEALED
  }
}
