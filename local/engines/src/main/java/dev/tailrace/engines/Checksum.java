package dev.tailrace.engines;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Compares a fetched library with what this release was tested with.
final class Checksum {
  private static final int BUFFER_BYTES = 1 << 20;

  private Checksum() {}

  /// Returns when the file is the artifact's library, byte for byte.
  ///
  /// @throws ClickHouseUnavailableException when it is missing or another one
  static void verify(Path file, EngineArtifact artifact) throws IOException {
    String what = artifact.packageName() + "@" + artifact.version();
    if (!Files.isRegularFile(file)) {
      throw new ClickHouseUnavailableException(
          "npm installed %s without %s; check the registry npm is set to (npm config get registry)"
              .formatted(what, artifact.file()));
    }
    String actual = sha256(file);
    if (!actual.equals(artifact.sha256())) {
      throw new ClickHouseUnavailableException(
          "%s of %s has the sha256 %s (%,d bytes) instead of %s (%,d bytes) and was thrown away; try again after \"npm cache clean --force\", or check the registry npm is set to (npm config get registry)"
              .formatted(
                  artifact.file(),
                  what,
                  actual,
                  Files.size(file),
                  artifact.sha256(),
                  artifact.bytes()));
    }
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        digest.update(buffer, 0, length);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
