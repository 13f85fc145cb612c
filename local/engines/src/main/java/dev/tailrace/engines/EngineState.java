package dev.tailrace.engines;

import java.time.Duration;

/// What a supervised engine is doing.
public sealed interface EngineState {
  /// It answers.
  record Running(long pid, String url) implements EngineState {}

  /// It died unasked and is started again after the pause.
  ///
  /// @param why what happened, in one line
  /// @param attempt 1 for the first start after a time of running well
  record Restarting(String why, int attempt, Duration pause) implements EngineState {}

  /// It died too often and stays down.
  ///
  /// @param message for the person at the terminal: what happened and the end of the logs
  record GivenUp(String message) implements EngineState {}

  /// It was closed.
  record Stopped() implements EngineState {}
}
