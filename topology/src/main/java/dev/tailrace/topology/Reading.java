package dev.tailrace.topology;

import dev.tailrace.event.Parsed;

/// A raw record after the parser, with the bytes it came as.
///
/// @param original value of the raw record, null when it had none
@SuppressWarnings("ArrayRecordComponent") // only passed on, never compared
record Reading(Parsed parsed, byte[] original) {}
