package dev.tailrace.engines;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// A whole HTTP/1.1 message.
final class HttpMessage {
  private final HttpHead head;
  private final HttpBody end;
  private final byte[] body;

  private HttpMessage(HttpHead head, HttpBody end, byte[] body) {
    this.head = head;
    this.end = end;
    this.body = body;
  }

  static HttpMessage read(HttpHead head, HttpBody end, InputStream from) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    end.copy(from, body);
    return new HttpMessage(head, end, body.toByteArray());
  }

  HttpHead head() {
    return head;
  }

  HttpBody end() {
    return end;
  }

  /// The same body after another head.
  HttpMessage with(HttpHead other) {
    return new HttpMessage(other, end, body);
  }

  void write(OutputStream to) throws IOException {
    to.write(head.bytes());
    to.write(body);
    to.flush();
  }

  /// Writes the head and half of the body, or half of the head where there is no body.
  void writeHalf(OutputStream to) throws IOException {
    byte[] first = head.bytes();
    if (body.length == 0) {
      to.write(first, 0, first.length / 2);
    } else {
      to.write(first);
      to.write(body, 0, body.length / 2);
    }
    to.flush();
  }
}
