package dev.tailrace.produce;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/// Splits a stream of JSON into its documents, whatever form it has: one per line, arrays on one
/// line or many (each element is a document), or documents over many lines one after another, as
/// `wrangler tail --format json` prints them. The forms may be mixed.
///
/// Laws:
/// - a document is handed on with exactly the bytes it has in the input;
/// - every byte that is not blank or the structure of an outer array belongs to exactly one
///   document; what is broken is handed on too, for the pipeline to say why it cannot be read;
/// - damage stays local: a broken line does not swallow the next one;
/// - lines end at `\n` only; U+2028 and U+2029 are ordinary text;
/// - memory is bounded by the limit on a document, however long the input or its arrays are.
///
/// Rules for what is broken: a document that is open at the end of its first line goes on only if
/// the line ends with `{ [ , :` or the next begins with `, : } ]`; otherwise the line is a document
/// by itself. A document over many lines ends, broken, before a line that begins with `{` or `[`
/// and is indented no deeper than the line the document began on. A line that is no JSON is a
/// document by itself.
final class DocumentSplitter implements DocumentSource {
  private final InputStream in;
  private final ByteWindow window;
  private final List<String> remarks = new ArrayList<>();

  private long number;
  private boolean arrayOpen;
  private long arrayPosition;
  private long arrayIndent;
  private long lineIndent;
  // Something other than blanks was already read on this line.
  private boolean lineTouched;

  DocumentSplitter(InputStream in, int maxDocumentBytes) {
    this.in = in;
    this.window = new ByteWindow(in, maxDocumentBytes);
  }

  @Override
  public Document next() throws IOException {
    for (int b = skipBlanks(); b >= 0; b = skipBlanks()) {
      boolean firstOnLine = !lineTouched;
      lineTouched = true;
      Document document =
          switch (b) {
            case '{' -> document();
            case '[' ->
                arrayOpen && !(firstOnLine && lineIndent <= arrayIndent) ? document() : array();
            case ']' -> arrayOpen ? structure(false) : line();
            case ',' -> arrayOpen || !firstOnLine ? structure(arrayOpen) : line();
            default -> arrayOpen ? scalar() : line();
          };
      if (document != null) {
        return document;
      }
    }
    arrayEnds();
    if (window.failure() != null) {
      throw window.failure();
    }
    return null;
  }

  @Override
  public List<String> remarks() {
    return List.copyOf(remarks);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private Document structure(boolean arrayStaysOpen) {
    arrayOpen = arrayStaysOpen;
    window.pos++;
    return null;
  }

  /// An outer array's elements are documents of their own, so only its bracket is consumed.
  private Document array() throws IOException {
    window.keepFromHere();
    if (!beginsArray()) {
      return line();
    }
    arrayEnds();
    arrayPosition = window.position();
    arrayIndent = lineIndent;
    return structure(true);
  }

  private void arrayEnds() {
    if (arrayOpen) {
      remarks.add(
          "the array that begins at byte %,d is not closed; all of its elements were read"
              .formatted(arrayPosition));
      arrayOpen = false;
    }
  }

  /// Tells an array from a line of text that happens to begin with a bracket, as log lines do.
  private boolean beginsArray() throws IOException {
    int ahead = JsonLine.afterBlanks(window, 1);
    return switch (window.peek(ahead)) {
      case '{', '[', ']', '\n', -1 -> true;
      default -> JsonLine.scalarLength(window, ahead) > 0;
    };
  }

  private Document scalar() throws IOException {
    window.keepFromHere();
    int length = JsonLine.scalarLength(window, 0);
    if (length < 0) {
      return line();
    }
    window.pos += length;
    return finish(window.position());
  }

  /// The rest of the line as one document.
  private Document line() throws IOException {
    window.keepFromHere();
    skipToLineEnd();
    return finish(window.position());
  }

  private Document document() throws IOException {
    window.keepFromHere();
    long indent = lineIndent;
    boolean spansLines = false;
    int depth = 0;
    int last = 0;
    while (window.more()) {
      byte b = window.buffer[window.pos++];
      switch (b) {
        case '"' -> {
          if (!skipString()) {
            return spansLines ? abandon(indent) : finish(window.position());
          }
        }
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        case '\n' -> {
          window.pos--;
          long lineEnd = window.position();
          int next = skipBlanks();
          if (next < 0 || beginsAnother(next, indent) || !(spansLines || goesOn(last, next))) {
            return finish(lineEnd);
          }
          spansLines = true;
          lineTouched = true;
        }
        default -> {}
      }
      if (depth == 0) {
        return finish(window.position());
      }
      if (b > ' ' || b < 0) {
        last = b;
      }
    }
    return finish(window.position());
  }

  private boolean beginsAnother(int first, long indent) {
    return (first == '{' || first == '[') && lineIndent <= indent;
  }

  private static boolean goesOn(int last, int next) {
    return last == '{'
        || last == '['
        || last == ','
        || last == ':'
        || next == ','
        || next == ':'
        || next == '}'
        || next == ']';
  }

  /// The way out of a document over many lines that has lost its structure: up to the line that
  /// closes it by its indentation, or that begins another.
  private Document abandon(long indent) throws IOException {
    while (true) {
      skipToLineEnd();
      long lineEnd = window.position();
      int next = skipBlanks();
      if (next < 0 || beginsAnother(next, indent)) {
        return finish(lineEnd);
      }
      if ((next == '}' || next == ']') && lineIndent <= indent) {
        window.pos++;
        lineTouched = true;
        return finish(window.position());
      }
    }
  }

  private Document finish(long until) {
    number++;
    long position = window.kept();
    byte[] bytes = window.copyUntil(until);
    window.forget();
    return bytes == null
        ? new Document.Oversize(number, position, until - position)
        : new Document.Whole(number, position, ScriptName.find(bytes), bytes);
  }

  /// Goes to the next byte that is not blank and gives it, or -1. Notes lines and indentation.
  private int skipBlanks() throws IOException {
    while (window.more()) {
      byte b = window.buffer[window.pos];
      if (b == '\n') {
        lineTouched = false;
        lineIndent = -1;
      } else if (b != ' ' && b != '\t' && b != '\r') {
        return b & 0xff;
      }
      lineIndent++;
      window.pos++;
    }
    return -1;
  }

  private void skipToLineEnd() throws IOException {
    while (window.more() && window.buffer[window.pos] != '\n') {
      window.pos++;
    }
  }

  /// From behind an opening quote to behind the closing one; false, at the line's end, without one.
  private boolean skipString() throws IOException {
    while (window.more()) {
      byte[] buffer = window.buffer;
      int end = window.end;
      int pos = window.pos;
      while (pos < end && buffer[pos] != '"' && buffer[pos] != '\\' && buffer[pos] != '\n') {
        pos++;
      }
      window.pos = pos;
      if (pos < end) {
        if (buffer[pos] == '\n') {
          return false;
        }
        window.pos++;
        if (buffer[pos] == '"') {
          return true;
        }
        if (window.more() && window.buffer[window.pos] != '\n') {
          window.pos++;
        }
      }
    }
    return false;
  }
}
