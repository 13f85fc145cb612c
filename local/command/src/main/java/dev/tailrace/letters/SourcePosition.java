package dev.tailrace.letters;

/// Where the refused record lay. Text form: `tail.raw-2@4567`.
///
/// @param topic the name of the input, for a document that never was on a topic
/// @param offset the number of the document in such an input
public record SourcePosition(String topic, int partition, long offset) {
  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset;
  }
}
