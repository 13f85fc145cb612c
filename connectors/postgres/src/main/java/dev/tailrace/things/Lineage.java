package dev.tailrace.things;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// The creates and updates of an entity since its last delete, in the order of their versions.
/// Immutable.
///
/// It is kept so that a delete which comes late, between two of them, still tells which one began
/// the entity's present life. Of more than [#MOST] marks the oldest and the newest are kept: a
/// delete that was overtaken by more mutations of its entity than that leaves a time of creation
/// that is later than the true one.
///
/// As bytes: for each mark 24, big-endian: the version's upper and lower half, then the time in
/// Unix epoch milliseconds.
public final class Lineage {
  /// Marks that are kept at most.
  public static final int MOST = 64;

  /// Of an entity that is not there.
  public static final Lineage EMPTY = new Lineage(new long[0]);

  private static final int LONGS = 3;
  private static final int BYTES = LONGS * Long.BYTES;

  private final long[] marks;

  private Lineage(long[] marks) {
    this.marks = marks;
  }

  /// Reads what [#toBytes] wrote.
  public static Lineage of(byte[] bytes) {
    if (bytes.length % BYTES != 0) {
      throw new IllegalArgumentException(
          "a lineage has 24 bytes for each mark, not " + bytes.length + " in all");
    }
    long[] marks = new long[bytes.length / Long.BYTES];
    ByteBuffer.wrap(bytes).asLongBuffer().get(marks);
    return new Lineage(marks);
  }

  /// The lineage as it is stored.
  public byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(marks.length * Long.BYTES);
    bytes.asLongBuffer().put(marks);
    return bytes.array();
  }

  /// Number of marks.
  public int size() {
    return marks.length / LONGS;
  }

  /// True when nothing was put since the last delete.
  public boolean isEmpty() {
    return marks.length == 0;
  }

  /// The mark that began the entity's present life.
  public Mark first() {
    return mark(0);
  }

  /// The mark that gave the entity its present state.
  public Mark last() {
    return mark(size() - 1);
  }

  /// This lineage with one more mark; the same object when that changes nothing.
  public Lineage with(Mark mark) {
    int at = firstAfter(mark.version());
    if (at > 0 && version(at - 1).equals(mark.version())) {
      return this;
    }
    if (size() < MOST) {
      return new Lineage(inserted(at, mark, 0));
    }
    // The second oldest goes, be it the new one.
    return at == 1 ? this : new Lineage(inserted(at, mark, 1));
  }

  /// What is left of this lineage behind a version; the same object when that is all.
  public Lineage after(Version version) {
    int from = firstAfter(version);
    return from == 0 ? this : new Lineage(Arrays.copyOfRange(marks, from * LONGS, marks.length));
  }

  /// The last mark up to a version, [Mark#NONE] when all come later.
  public Mark lastUpTo(Version version) {
    int at = firstAfter(version);
    return at == 0 ? Mark.NONE : mark(at - 1);
  }

  /// The marks with one more at `at`, without the `dropped` marks that follow the first.
  private long[] inserted(int at, Mark mark, int dropped) {
    long[] all = new long[marks.length + LONGS];
    System.arraycopy(marks, 0, all, 0, at * LONGS);
    all[at * LONGS] = mark.version().high();
    all[at * LONGS + 1] = mark.version().low();
    all[at * LONGS + 2] = mark.timeMillis();
    System.arraycopy(marks, at * LONGS, all, (at + 1) * LONGS, marks.length - at * LONGS);
    if (dropped == 0) {
      return all;
    }
    long[] kept = new long[all.length - dropped * LONGS];
    System.arraycopy(all, 0, kept, 0, LONGS);
    System.arraycopy(all, (1 + dropped) * LONGS, kept, LONGS, kept.length - LONGS);
    return kept;
  }

  /// Index of the first mark with a higher version; from the end, where new ones belong.
  private int firstAfter(Version version) {
    int at = size();
    while (at > 0 && version(at - 1).compareTo(version) > 0) {
      at--;
    }
    return at;
  }

  private Version version(int at) {
    return new Version(marks[at * LONGS], marks[at * LONGS + 1]);
  }

  private Mark mark(int at) {
    return new Mark(version(at), marks[at * LONGS + 2]);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Lineage lineage && Arrays.equals(marks, lineage.marks);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(marks);
  }

  @Override
  public String toString() {
    return isEmpty() ? "nothing" : size() + " marks from " + first() + " to " + last();
  }
}
