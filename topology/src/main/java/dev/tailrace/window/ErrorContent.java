package dev.tailrace.window;

/// How often one type of error came in a window, and with how many different messages.
public final class ErrorContent implements WindowContent {
  long events;
  long lateEvents;
  final DistinctSketch messages;

  ErrorContent() {
    this(0, 0, new DistinctSketch());
  }

  /// Content that was known elsewhere.
  public ErrorContent(long events, long lateEvents, DistinctSketch messages) {
    this.events = events;
    this.lateEvents = lateEvents;
    this.messages = messages;
  }

  /// Adds one error.
  ///
  /// @param messageHash by [DistinctSketch#hash]
  /// @param late 1 for an event beyond the grace, else 0
  void add(long messageHash, int late) {
    events++;
    lateEvents += late;
    messages.add(messageHash);
  }

  @Override
  public void merge(WindowContent other) {
    ErrorContent that = (ErrorContent) other;
    events += that.events;
    lateEvents += that.lateEvents;
    messages.merge(that.messages);
  }

  @Override
  public long events() {
    return events;
  }

  @Override
  public long lateEvents() {
    return lateEvents;
  }

  public DistinctSketch messages() {
    return messages;
  }
}
