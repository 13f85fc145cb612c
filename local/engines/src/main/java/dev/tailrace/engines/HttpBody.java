package dev.tailrace.engines;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/// Where the body of an HTTP/1.1 message ends (RFC 9112, section 6.3).
sealed interface HttpBody {
  /// At its beginning.
  record None() implements HttpBody {}

  /// After so many bytes.
  record Length(long bytes) implements HttpBody {}

  /// After a chunk of no bytes.
  record Chunked() implements HttpBody {}

  /// Where the connection ends.
  record UntilEnd() implements HttpBody {}

  static HttpBody ofRequest(HttpHead head) {
    return announced(head).orElseGet(None::new);
  }

  static HttpBody ofAnswer(HttpHead head, String requestLine) throws IOException {
    int status = head.status();
    boolean never = status < 200 || status == 204 || status == 304;
    return never || requestLine.startsWith("HEAD ")
        ? new None()
        : announced(head).orElseGet(UntilEnd::new);
  }

  private static Optional<HttpBody> announced(HttpHead head) {
    return head.has("Transfer-Encoding", "chunked")
        ? Optional.of(new Chunked())
        : head.header("Content-Length").map(length -> new Length(Long.parseLong(length)));
  }

  /// Copies the body as it is, the lengths of its chunks too, each part as soon as it is there.
  ///
  /// @throws EOFException when the connection ends within the body
  default void copy(InputStream from, OutputStream to) throws IOException {
    switch (this) {
      case None _ -> {}
      case Length(long bytes) -> copy(bytes, from, to);
      case Chunked _ -> copyChunks(from, to);
      case UntilEnd _ -> {
        long ignored = from.transferTo(to);
      }
    }
  }

  private static void copy(long bytes, InputStream from, OutputStream to) throws IOException {
    byte[] buffer = new byte[(int) Math.min(bytes, 64 * 1024)];
    for (long left = bytes; left > 0; ) {
      int read = from.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (read < 0) {
        throw new EOFException(left + " bytes of a body did not come");
      }
      to.write(buffer, 0, read);
      left -= read;
    }
  }

  private static void copyChunks(InputStream from, OutputStream to) throws IOException {
    while (true) {
      String size = copyLine(from, to);
      long length = Long.parseLong(size.split(";", 2)[0].strip(), 16);
      if (length == 0) {
        break;
      }
      copy(length + 2, from, to);
    }
    // Trailers, and the empty line that ends them.
    while (!copyLine(from, to).isBlank()) {}
  }

  private static String copyLine(InputStream from, OutputStream to) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next;
    do {
      next = from.read();
      if (next < 0) {
        throw new EOFException("the chunks of a body end early");
      }
      line.write(next);
    } while (next != '\n');
    to.write(line.toByteArray());
    return line.toString(ISO_8859_1);
  }
}
