package dev.tailrace.engines;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.regex.Pattern;

/// Files into which the S3 server was writing: it fills `KEY-UUID` beside the key and gives it the
/// key's name when it is whole. One that was killed leaves them behind.
///
/// A name alone proves nothing, since a client may use such keys. But a whole object has an ETag
/// among its attributes, and one name.
final class UnfinishedPuts {
  private static final Pattern NAME =
      Pattern.compile(".+-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  /// The attribute in which the server keeps the ETag, written after the last byte.
  private static final String ETAG = "user.content-md5";

  private UnfinishedPuts() {}

  static boolean isNamedSo(String key) {
    return NAME.matcher(key).matches();
  }

  /// Removes them below a directory where no server runs.
  ///
  /// @return how many there were
  static int removeBelow(Path root) throws IOException {
    Removal removal = new Removal();
    Files.walkFileTree(root, removal);
    return removal.removed;
  }

  private static final class Removal extends SimpleFileVisitor<Path> {
    private int removed;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (isNamedSo(file.getFileName().toString()) && isUnfinished(file)) {
        Files.delete(file);
        removed++;
      }
      return FileVisitResult.CONTINUE;
    }

    private static boolean isUnfinished(Path file) throws IOException {
      return !ExtendedAttributes.has(file, ETAG) || hasItsNameToo(file);
    }

    /// True when it was killed between giving the key's name and taking this one away.
    private static boolean hasItsNameToo(Path file) throws IOException {
      String name = file.getFileName().toString();
      Path key = file.resolveSibling(name.substring(0, name.length() - "-".length() - 36));
      return Files.exists(key) && Files.isSameFile(file, key);
    }
  }
}
