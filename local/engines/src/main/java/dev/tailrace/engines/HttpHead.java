package dev.tailrace.engines;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The lines of an HTTP/1.1 message before its body, as they came (RFC 9112).
///
/// @param text with the empty line at its end
record HttpHead(String text) {
  private static final String END = "\r\n\r\n";

  /// The next head; empty when the connection ended before a whole one came.
  static Optional<HttpHead> read(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream(1024);
    int matched = 0;
    for (int next = in.read(); next >= 0; next = in.read()) {
      head.write(next);
      matched = next == END.charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
      if (matched == END.length()) {
        return Optional.of(new HttpHead(head.toString(ISO_8859_1)));
      }
    }
    return Optional.empty();
  }

  /// Such as `PUT /bucket/key HTTP/1.1` or `HTTP/1.1 200 OK`.
  String startLine() {
    return text.substring(0, text.indexOf("\r\n"));
  }

  /// The second word of an answer's first line.
  int status() throws IOException {
    String line = startLine();
    try {
      return Integer.parseInt(line.split(" ", 3)[1]);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new IOException("no HTTP answer begins with \"" + line + "\"", e);
    }
  }

  Optional<String> header(String name) {
    Matcher line = line(name).matcher(text);
    return line.find() ? Optional.of(line.group(1).strip()) : Optional.empty();
  }

  boolean has(String name, String value) {
    return header(name).filter(value::equalsIgnoreCase).isPresent();
  }

  HttpHead without(String name) {
    return new HttpHead(line(name).matcher(text).replaceFirst("\r\n"));
  }

  byte[] bytes() {
    return text.getBytes(ISO_8859_1);
  }

  private static Pattern line(String name) {
    return Pattern.compile("\r\n" + name + ":([^\r]*)\r\n", Pattern.CASE_INSENSITIVE);
  }
}
