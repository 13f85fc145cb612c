package dev.tailrace.letters;

/// One header of a letter.
///
/// @param value as bytes, null when it has none
@SuppressWarnings("ArrayRecordComponent") // only passed on, never compared
public record LetterHeader(String name, byte[] value) {}
