package dev.tailrace.topology;

import java.util.Locale;

/// Signs that something was left out before it reached the raw topic.
public enum TelemetryLoss {
  /// An event of which the runtime dropped a part for its size.
  TRUNCATED,
  /// The notice that a tail begins to sample.
  OVERLOAD,
  /// The notice `overload-stop`.
  OVERLOAD_STOP,
  /// Any other notice.
  OTHER_NOTICE;

  /// What a notice of `wrangler tail` tells of.
  static TelemetryLoss ofNotice(String type) {
    return switch (type) {
      case "overload" -> OVERLOAD;
      case "overload-stop" -> OVERLOAD_STOP;
      default -> OTHER_NOTICE;
    };
  }

  /// The name in metrics.
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
