package dev.tailrace.produce;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Decompresses a gzip file of one or several members (RFC 1952).
///
/// The JDK's own stream asks `available()` whether another member follows, which loses the rest of
/// a pipe that is slow, and takes a damaged next member for the end. Here every byte of the input
/// is accounted for; what could be decompressed before the damage is delivered first.
final class GzipMembers extends InputStream {
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int DEFLATE = 8;

  private final InputStream in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 checksum = new CRC32();
  private final byte[] compressed = new byte[64 * 1024];
  private int pos;
  private int end;
  private boolean inMember;
  private boolean ended;

  GzipMembers(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    while (!ended) {
      if (!inMember) {
        beginMember();
        continue;
      }
      int count = inflate(target, offset, length);
      if (count > 0) {
        checksum.update(target, offset, count);
        return count;
      }
      if (inflater.finished()) {
        endMember();
      } else {
        fill();
        inflater.setInput(compressed, 0, end);
      }
    }
    return -1;
  }

  private int inflate(byte[] target, int offset, int length) throws DamagedInputException {
    try {
      int count = inflater.inflate(target, offset, length);
      if (count == 0 && inflater.needsDictionary()) {
        throw new DamagedInputException("the gzip data is damaged: it asks for a dictionary");
      }
      return count;
    } catch (DataFormatException e) {
      throw new DamagedInputException("the gzip data is damaged: " + e.getMessage(), e);
    }
  }

  private void beginMember() throws IOException {
    if (pos == end && !tryFill()) {
      ended = true;
      return;
    }
    if (next() != 0x1f || next() != 0x8b || next() != DEFLATE) {
      throw new DamagedInputException("the gzip data is followed by something that is not gzip");
    }
    int flags = next();
    skip(6);
    if ((flags & EXTRA) != 0) {
      skip(next() | (next() << 8));
    }
    skipText(flags & NAME);
    skipText(flags & COMMENT);
    skip((flags & HEADER_CRC) != 0 ? 2 : 0);
    inflater.reset();
    inflater.setInput(compressed, pos, end - pos);
    checksum.reset();
    inMember = true;
  }

  private void endMember() throws IOException {
    pos = end - inflater.getRemaining();
    long expectedChecksum = nextInt();
    long expectedLength = nextInt();
    if (expectedChecksum != checksum.getValue()
        || expectedLength != (inflater.getBytesWritten() & 0xffff_ffffL)) {
      throw new DamagedInputException("the gzip data is damaged: its checksum does not match");
    }
    inMember = false;
  }

  private void skipText(int present) throws IOException {
    if (present != 0) {
      int b = next();
      while (b != 0) {
        b = next();
      }
    }
  }

  private void skip(int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      next();
    }
  }

  private long nextInt() throws IOException {
    return next() | ((long) next() << 8) | ((long) next() << 16) | ((long) next() << 24);
  }

  private int next() throws IOException {
    if (pos == end) {
      fill();
    }
    return compressed[pos++] & 0xff;
  }

  private void fill() throws IOException {
    if (!tryFill()) {
      throw new DamagedInputException("the gzip data ends before its end: the file is cut off");
    }
  }

  private boolean tryFill() throws IOException {
    int read = in.read(compressed, 0, compressed.length);
    pos = 0;
    end = Math.max(read, 0);
    return read > 0;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
