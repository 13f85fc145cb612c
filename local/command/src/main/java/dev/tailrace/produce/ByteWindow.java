package dev.tailrace.produce;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// A window over a stream: the bytes from `start` on are kept, `pos` is where the reader stands.
///
/// Memory is bounded: when more than `limit` bytes are kept, they are dropped and only their number
/// is known. Damaged content (a compressed file that is cut off) counts as the end of the stream
/// and [#failure] tells it, because every reading of that file ends there; a failure to read is
/// thrown.
final class ByteWindow {
  private static final int SMALL = 256 * 1024;
  private static final int LARGE = 1024 * 1024;

  private final InputStream in;
  private final int limit;
  private long base;
  private long mark;
  private boolean dropped;
  private DamagedInputException failure;
  private boolean ended;
  private int start;

  // Read directly by the splitter's inner loops.
  byte[] buffer = new byte[SMALL];
  int pos;
  int end;

  ByteWindow(InputStream in, int limit) {
    this.in = in;
    this.limit = limit;
  }

  /// Makes sure that `buffer[pos]` can be read; false at the end of the stream. Indices move.
  boolean more() throws IOException {
    return pos < end || fill();
  }

  /// The byte so many places further, or -1 when the stream or the limit ends before it.
  int peek(int places) throws IOException {
    while (pos + places >= end) {
      if (places > limit || !fill()) {
        return -1;
      }
    }
    return buffer[pos + places] & 0xff;
  }

  /// Keeps the bytes from the reader's place on.
  void keepFromHere() {
    start = pos;
    mark = position();
    dropped = false;
  }

  /// Forgets everything before the reader's place.
  void forget() {
    start = pos;
    mark = position();
  }

  /// The reader's place in the stream, in bytes from 0.
  long position() {
    return base + pos;
  }

  /// Where the kept bytes began, also when they were dropped.
  long kept() {
    return mark;
  }

  /// The kept bytes up to a place in the stream, or null when there were more than the limit.
  byte[] copyUntil(long until) {
    long length = until - mark;
    return dropped || length > limit
        ? null
        : Arrays.copyOfRange(buffer, start, start + (int) length);
  }

  /// Why the stream ended before its end, or null.
  DamagedInputException failure() {
    return failure;
  }

  private boolean fill() throws IOException {
    if (ended) {
      return false;
    }
    if (pos - start > limit) {
      dropped = true;
      start = pos;
    }
    makeRoom();
    try {
      int read = in.read(buffer, end, buffer.length - end);
      ended = read < 0;
      end += Math.max(read, 0);
    } catch (DamagedInputException e) {
      failure = e;
      ended = true;
    }
    return !ended;
  }

  private void makeRoom() {
    int live = end - start;
    byte[] target = buffer;
    if (live >= buffer.length - buffer.length / 8) {
      target = new byte[Math.min(buffer.length * 2, Math.max(limit, SMALL) + 2 * LARGE)];
    } else if (buffer.length > LARGE && live < SMALL / 2) {
      target = new byte[SMALL];
    }
    System.arraycopy(buffer, start, target, 0, live);
    buffer = target;
    base += start;
    pos -= start;
    end = live;
    start = 0;
  }
}
