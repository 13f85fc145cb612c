package dev.tailrace.app;

/// How the log of the process is written.
public enum LogFormat {
  /// A line to read.
  TEXT,
  /// One JSON object per line, with its stack trace in it.
  JSON
}
