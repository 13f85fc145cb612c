package dev.tailrace.stack;

/// One thing that a reset deletes.
///
/// @param kind `topic`, `group` or `folder`
public record Deletion(String kind, String name) {}
