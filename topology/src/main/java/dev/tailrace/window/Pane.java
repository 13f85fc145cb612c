package dev.tailrace.window;

import java.util.Objects;

/// One part of a window while it can still change: what it holds, and which version of it was
/// published last.
///
/// A window is held in one pane from its first event until [#closesMillis]. An event that comes
/// later opens another one; the panes of a window add up. So state stays bounded and no event is
/// lost for coming late.
///
/// @param openedMillis when it was opened; names it among the panes of its window
/// @param closesMillis when it is given up
/// @param version of the last row published, 0 before the first
/// @param changed whether it has changed since
/// @param content what it holds; mutable
public record Pane(
    long openedMillis, long closesMillis, long version, boolean changed, WindowContent content) {
  public Pane {
    Objects.requireNonNull(content, "content");
  }

  /// A new pane.
  ///
  /// @param nowMillis time of opening, after that of any former pane of the window
  public static Pane open(WindowKey key, long nowMillis, WindowLimits limits) {
    // An event time in the future must not keep the state until then.
    long end = Math.min(key.endMillis(), nowMillis + key.length().millis());
    long closes = Math.max(end + limits.graceMillis(), nowMillis + limits.lingerMillis());
    return new Pane(nowMillis, closes, 0, false, key.empty());
  }

  /// Adds to the content.
  public Pane merge(WindowContent delta) {
    content.merge(delta);
    return new Pane(openedMillis, closesMillis, version, true, content);
  }

  /// The pane whose next row is published now: its version is the time, or one more than the last.
  public Pane published(long nowMillis) {
    return new Pane(openedMillis, closesMillis, Math.max(version + 1, nowMillis), false, content);
  }

  public boolean isClosed(long nowMillis) {
    return nowMillis >= closesMillis;
  }
}
