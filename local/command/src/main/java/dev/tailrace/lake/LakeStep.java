package dev.tailrace.lake;

/// What an application did to one thing.
///
/// @param object such as `bucket s3://tailrace/` or `table tailrace.events`
/// @param detail what was done, or why it was not; empty when there is nothing to say
public record LakeStep(Outcome outcome, String object, String detail) {
  /// How it went.
  public enum Outcome {
    /// It was changed.
    APPLIED,
    /// It was so already.
    UNCHANGED,
    /// The server has no such thing; a remark, no failure.
    NOT_OFFERED,
    /// Somebody must act.
    REFUSED
  }
}
