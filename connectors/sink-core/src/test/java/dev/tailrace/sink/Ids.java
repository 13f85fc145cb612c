package dev.tailrace.sink;

/// Batch ids for tests: rising with their number.
public final class Ids {
  private Ids() {}

  public static String batch(int number) {
    return "01JD000000000000000%07d".formatted(number);
  }
}
