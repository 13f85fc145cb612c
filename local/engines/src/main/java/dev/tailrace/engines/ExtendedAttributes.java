package dev.tailrace.engines;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;

/// Extended attributes of a file (`user.*`), where the S3 server keeps what is not in the bytes of
/// an object. Without them it would lose ETags and metadata without a word.
public final class ExtendedAttributes {
  private static final ByteBuffer PROBE =
      ByteBuffer.wrap("kept".getBytes(StandardCharsets.US_ASCII)).asReadOnlyBuffer();

  private ExtendedAttributes() {}

  /// Returns when the directory's file system keeps them.
  ///
  /// @throws EngineException when it keeps none
  public static void require(Path directory) throws IOException {
    Path probe = Files.createTempFile(directory, ".attributes", ".probe");
    try {
      view(probe).write("tailrace.probe", PROBE.duplicate());
    } catch (IOException | UnsupportedOperationException e) {
      throw new EngineException(
          "the file system of %s (%s) keeps no extended attributes, which S3 metadata needs; choose a data directory on another one, such as ext4, xfs, btrfs or apfs"
              .formatted(directory, Files.getFileStore(directory).type()),
          e);
    } finally {
      Files.delete(probe);
    }
  }

  /// Whether the file has this attribute; true where it cannot be told.
  static boolean has(Path file, String name) {
    try {
      return view(file).list().contains(name);
    } catch (IOException | UnsupportedOperationException _) {
      // The file has gone, or is not ours to read: it is left alone.
      return true;
    }
  }

  private static UserDefinedFileAttributeView view(Path file) {
    var view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
    if (view == null) {
      throw new UnsupportedOperationException("no extended attributes here");
    }
    return view;
  }
}
