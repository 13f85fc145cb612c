package dev.tailrace.clean;

import java.nio.file.Path;

/// Something that nobody needs any more.
///
/// @param kind in words
/// @param bytes of all files in it
public record Leftover(String kind, Path path, long bytes) {}
