package dev.tailrace.engines;

import java.util.concurrent.CompletableFuture;

/// A server in a child process, as its supervisor sees it.
///
/// @param url where clients connect
/// @param exit completes with the exit code when the process ends, asked to or not
/// @param stop ends the process if it runs, and gives back what it held; may be run twice
record EngineProcess(long pid, String url, CompletableFuture<Integer> exit, Runnable stop) {}
