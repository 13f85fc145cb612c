package dev.tailrace.engines;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/// A message of PostgreSQL's protocol 3 ("Message Formats" in its manual): a letter that is its
/// type, the length of all that follows, and the rest.
final class PostgresMessage {
  /// The first message of a connection has no letter.
  static final char START = 0;

  static final char PARSE = 'P';
  static final char BIND = 'B';
  static final char QUERY = 'Q';
  static final char READY = 'Z';

  private static final int ENCRYPTION_BY_TLS = 80_877_103;
  private static final int ENCRYPTION_BY_GSS = 80_877_104;

  private final char type;
  private final byte[] content;

  private PostgresMessage(char type, byte[] content) {
    this.type = type;
    this.content = content;
  }

  /// The next message.
  ///
  /// @throws EOFException when the connection ends
  static PostgresMessage read(DataInputStream in) throws IOException {
    char type = (char) in.readUnsignedByte();
    return new PostgresMessage(type, content(in));
  }

  /// What a client says first.
  static PostgresMessage readStart(DataInputStream in) throws IOException {
    return new PostgresMessage(START, content(in));
  }

  private static byte[] content(DataInputStream in) throws IOException {
    int length = in.readInt() - Integer.BYTES;
    if (length < 0) {
      throw new IOException("a message of " + length + " bytes is not PostgreSQL's protocol 3");
    }
    byte[] content = in.readNBytes(length);
    if (content.length < length) {
      throw new EOFException((length - content.length) + " bytes of a message did not come");
    }
    return content;
  }

  char type() {
    return type;
  }

  /// Whether this first message asks for an encrypted connection; another first one follows.
  boolean asksForEncryption() {
    int code = content.length == Integer.BYTES ? ByteBuffer.wrap(content).getInt() : 0;
    return code == ENCRYPTION_BY_TLS || code == ENCRYPTION_BY_GSS;
  }

  /// Whether no transaction is open after this message of the server.
  boolean endsTransaction() {
    return type == READY && content.length == 1 && content[0] == 'I';
  }

  /// The text that begins after so many others, each of which ends with a zero.
  String text(int number) {
    int start = 0;
    for (int skipped = 0; skipped < number; skipped++) {
      start = endOfText(start) + 1;
    }
    return new String(content, start, endOfText(start) - start, UTF_8);
  }

  private int endOfText(int start) {
    int end = start;
    while (content[end] != 0) {
      end++;
    }
    return end;
  }

  void write(OutputStream to) throws IOException {
    if (type != START) {
      to.write(type);
    }
    to.write(ByteBuffer.allocate(Integer.BYTES).putInt(content.length + Integer.BYTES).array());
    to.write(content);
  }
}
