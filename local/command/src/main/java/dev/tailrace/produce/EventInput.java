package dev.tailrace.produce;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;

/// A file or a stream of events, whose form is told by its content.
public final class EventInput {
  /// The largest document that is read whole; larger ones are passed over.
  public static final int MAX_DOCUMENT_BYTES = 64 * 1024 * 1024;

  private static final int LONGEST_MAGIC = 4;

  private final String name;
  private final OptionalLong size;
  private final Opener opener;

  private EventInput(String name, OptionalLong size, Opener opener) {
    this.name = name;
    this.size = size;
    this.opener = opener;
  }

  private interface Opener {
    InputStream open() throws IOException;
  }

  /// A file; it may be read several times.
  ///
  /// @throws PublishException when there is no such file that can be read
  public static EventInput of(Path file) {
    if (!Files.exists(file)) {
      throw new PublishException(
          "there is no file " + file + "; give the path of an existing file, or - for stdin");
    }
    if (Files.isDirectory(file)) {
      throw new PublishException(
          file + " is a directory; name the files in it, such as " + file.resolve("*"));
    }
    if (!Files.isReadable(file)) {
      throw new PublishException(file + " cannot be read: check its permissions (chmod +r)");
    }
    return new EventInput(file.toString(), length(file), () -> Files.newInputStream(file));
  }

  /// An input that can be read once, such as standard input.
  public static EventInput of(String name, InputStream stream) {
    return new EventInput(name, OptionalLong.empty(), () -> stream);
  }

  private static OptionalLong length(Path file) {
    try {
      return Files.isRegularFile(file) ? OptionalLong.of(Files.size(file)) : OptionalLong.empty();
    } catch (IOException _) {
      return OptionalLong.empty(); // for the progress display only
    }
  }

  public String name() {
    return name;
  }

  /// Length as stored, in bytes, unless it is a stream.
  public OptionalLong size() {
    return size;
  }

  /// Reads the input from its beginning.
  ///
  /// @throws PublishException when the content is of a kind that cannot be read
  DocumentSource open(AvroFraming framing, Progress progress) throws IOException {
    return open(opener.open(), framing, progress);
  }

  /// As [#open(AvroFraming, Progress)], over a stream of this input's content.
  DocumentSource open(InputStream stored, AvroFraming framing, Progress progress)
      throws IOException {
    InputStream counted = new BufferedInputStream(new Counted(stored, progress), 256 * 1024);
    InputStream content =
        Magic.GZIP.matches(peek(counted))
            ? new BufferedInputStream(new GzipMembers(counted), 64 * 1024)
            : counted;
    byte[] first = peek(content);
    Magic.refuseUnreadable(first, name);
    if (Magic.AVRO.matches(first)) {
      return new AvroEvents(content, name, framing, MAX_DOCUMENT_BYTES);
    }
    if (Magic.UTF8_MARK.matches(first)) {
      content.skipNBytes(Magic.UTF8_MARK.length());
    }
    return new DocumentSplitter(content, MAX_DOCUMENT_BYTES);
  }

  /// The first bytes, without consuming them. Damage within them is left for the reader to meet.
  private static byte[] peek(InputStream in) throws IOException {
    in.mark(LONGEST_MAGIC);
    byte[] first = new byte[LONGEST_MAGIC];
    int length = 0;
    try {
      length = in.readNBytes(first, 0, LONGEST_MAGIC);
    } catch (DamagedInputException _) {
      // the reader comes to the same place and reports it
    }
    in.reset();
    return Arrays.copyOf(first, length);
  }

  private static final class Counted extends FilterInputStream {
    private final Progress progress;

    Counted(InputStream in, Progress progress) {
      super(in);
      this.progress = progress;
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      progress.read(b < 0 ? 0 : 1);
      return b;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = super.read(target, offset, length);
      progress.read(Math.max(count, 0));
      return count;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
