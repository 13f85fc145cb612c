package dev.tailrace.engines;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// The npm package that holds the ClickHouse engine for one platform.
///
/// @param packageName name in the npm registry
/// @param version exact version
/// @param file the library inside the package
/// @param bytes size of the library
/// @param sha256 checksum of the library, hexadecimal
record EngineArtifact(String packageName, String version, String file, long bytes, String sha256) {

  static final EngineArtifact LINUX_X64 =
      new EngineArtifact(
          "@chdb/lib-linux-x64-gnu",
          "26.7.3-stable.1",
          "libchdb.so",
          566_330_096L,
          "36ad4e999882821ef13cf2d0f52c93f48e6ee1b4498b35a201c23ce4b8d15bf5");

  /// The artifact for the machine this JVM runs on.
  ///
  /// @throws ClickHouseUnavailableException when there is none
  static EngineArtifact ofThisMachine() {
    return of(
        System.getProperty("os.name"), System.getProperty("os.arch"), CLibrary.ofThisMachine());
  }

  static EngineArtifact of(String os, String architecture, CLibrary library) {
    boolean linux = os.toLowerCase(Locale.ROOT).startsWith("linux");
    boolean x64 = architecture.equals("amd64") || architecture.equals("x86_64");
    if (linux && x64 && library == CLibrary.GNU) {
      return LINUX_X64;
    }
    throw new ClickHouseUnavailableException(
        "the bundled ClickHouse engine runs on Linux x86-64 with glibc only, this is %s %s%s; run on such a machine"
            .formatted(os, architecture, linux && library == CLibrary.MUSL ? " with musl" : ""));
  }

  /// The C library a Linux is built on; the engine is linked against GNU's.
  enum CLibrary {
    GNU,
    MUSL;

    static CLibrary ofThisMachine() {
      return !Files.exists(Path.of("/lib64/ld-linux-x86-64.so.2"))
              && Files.exists(Path.of("/lib/ld-musl-x86_64.so.1"))
          ? MUSL
          : GNU;
    }
  }
}
