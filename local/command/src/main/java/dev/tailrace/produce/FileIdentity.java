package dev.tailrace.produce;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A file by its content, whatever its name.
///
/// @param sha256 of the content as stored, in hexadecimal
/// @param bytes length of the content
record FileIdentity(String sha256, long bytes) {
  private static final int CHUNK = 1024 * 1024;

  static FileIdentity of(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new PublishException(
          file
              + " is no regular file, and publishing that can be resumed reads it twice: save it to"
              + " a file first, or use tailrace produce");
    }
    MessageDigest digest = newDigest();
    byte[] chunk = new byte[CHUNK];
    long bytes = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        digest.update(chunk, 0, read);
        bytes += read;
      }
    }
    return new FileIdentity(HexFormat.of().formatHex(digest.digest()), bytes);
  }

  /// Reads the file again, no further than its length then, and can tell whether it has changed.
  Verified open(Path file) throws IOException {
    return new Verified(Files.newInputStream(file), this);
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// The content of the file as it was when its identity was taken.
  static final class Verified extends DigestInputStream {
    private final FileIdentity expected;
    private long left;

    private Verified(InputStream in, FileIdentity expected) {
      super(in, newDigest());
      this.expected = expected;
      this.left = expected.bytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = left == 0 ? -1 : super.read(target, offset, (int) Math.min(length, left));
      left -= Math.max(read, 0);
      return read;
    }

    /// Reads what is left and compares. Call once.
    boolean unchanged() throws IOException {
      byte[] chunk = new byte[CHUNK];
      while (read(chunk, 0, CHUNK) >= 0) {
        // reading is what feeds the digest
      }
      return left == 0
          && HexFormat.of().formatHex(getMessageDigest().digest()).equals(expected.sha256);
    }
  }
}
