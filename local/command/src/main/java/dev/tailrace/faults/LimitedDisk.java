package dev.tailrace.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tailrace.engines.EngineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/// A small file system in memory whose space can run out, for the data of a process.
///
/// Where this user may mount, all processes see it. Elsewhere only those do that are started with
/// [#commandPrefix], in a user and mount namespace of their own. Not thread-safe.
final class LimitedDisk implements AutoCloseable {
  private static final String FILLER = ".filler";

  /// So that what a server writes to go on at all, such as a line of its log, still has a place.
  private static final long LEFT_BYTES = 16 * 1024;

  private static final int PAGE_BYTES = 4 * 1024;
  private static final int CHUNK_BYTES = 1 << 20;

  private final Path mountPoint;
  private final Optional<MountHolder> holder;

  private LimitedDisk(Path mountPoint, Optional<MountHolder> holder) {
    this.mountPoint = mountPoint;
    this.holder = holder;
  }

  /// Mounts a file system of this size on a directory, which is made when missing. One that a run
  /// left behind there is taken away first.
  ///
  /// @throws EngineException when this machine permits neither a mount nor a namespace
  static LimitedDisk mount(Path directory, int megabytes) {
    Path mountPoint = prepared(directory);
    Mounts.endAt(mountPoint);
    Optional<String> refusal = Mounts.mount(mountPoint, megabytes);
    return refusal.isEmpty()
        ? new LimitedDisk(mountPoint, Optional.empty())
        : inNamespace(mountPoint, megabytes, refusal.get());
  }

  /// Mounts it where only processes of [#commandPrefix] see it, whoever the user is.
  static LimitedDisk mountInNamespace(Path directory, int megabytes) {
    return inNamespace(prepared(directory), megabytes, "not tried");
  }

  private static LimitedDisk inNamespace(Path mountPoint, int megabytes, String refusal) {
    try {
      return new LimitedDisk(mountPoint, Optional.of(MountHolder.start(mountPoint, megabytes)));
    } catch (IOException e) {
      throw new EngineException(
          "no small disk can be mounted on %s: mount says \"%s\", and a namespace of its own says \"%s\"; run as root, or permit user namespaces (sysctl kernel.unprivileged_userns_clone=1, kernel.apparmor_restrict_unprivileged_userns=0)"
              .formatted(mountPoint, refusal, e.getMessage()),
          e);
    }
  }

  /// Where processes with [#commandPrefix] find it.
  Path directory() {
    return mountPoint;
  }

  /// Where this process finds it. Links within must not be resolved to real paths.
  Path seenFromHere() {
    return holder.map(it -> it.seenFromOutside(mountPoint)).orElse(mountPoint);
  }

  /// What stands before the command of a process that must see the file system; empty where all
  /// do.
  List<String> commandPrefix() {
    return holder.map(MountHolder::commandPrefix).orElse(List.of());
  }

  /// Takes all space that is left but 16 KB. May be called again when space became free.
  void fill() {
    try (FileChannel filler =
        FileChannel.open(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (int chunk = CHUNK_BYTES; chunk >= PAGE_BYTES; chunk /= 2) {
        writeUntilFull(filler, chunk);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot fill " + mountPoint, e);
    }
    try (FileChannel filler = FileChannel.open(filler(), StandardOpenOption.WRITE)) {
      filler.truncate(Math.max(0, filler.size() - LEFT_BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot leave a little space on " + mountPoint, e);
    }
  }

  private static void writeUntilFull(FileChannel filler, int chunk) {
    try {
      while (true) {
        ByteBuffer zeros = ByteBuffer.allocate(chunk);
        while (zeros.hasRemaining()) {
          int ignored = filler.write(zeros);
        }
      }
    } catch (IOException _) {
      // There is no room for so much. Whoever calls goes on with less, and in the end it is full.
    }
  }

  /// Gives back what [#fill] took.
  void free() {
    try {
      boolean ignored = Files.deleteIfExists(filler());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot free " + mountPoint, e);
    }
  }

  private Path filler() {
    return seenFromHere().resolve(FILLER);
  }

  /// Takes the file system away, and all that is on it. Processes that still use it keep it until
  /// they end.
  @Override
  public void close() {
    holder.ifPresentOrElse(MountHolder::close, () -> Mounts.endAt(mountPoint));
  }

  private static Path prepared(Path directory) {
    try {
      return Files.createDirectories(directory).toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + directory, e);
    }
  }

  /// Mounts that every process sees.
  private static final class Mounts {
    /// Says why it was refused, if it was.
    static Optional<String> mount(Path mountPoint, int megabytes) {
      String size = "size=" + megabytes + "m";
      return run(List.of("mount", "-t", "tmpfs", "-o", size, "tailrace", mountPoint.toString()));
    }

    /// Does nothing where nothing is mounted.
    static void endAt(Path mountPoint) {
      if (isMounted(mountPoint)) {
        run(List.of("umount", "--lazy", mountPoint.toString()))
            .ifPresent(
                refusal -> {
                  throw new EngineException(
                      "cannot unmount %s: %s; run \"umount --lazy %s\" as root"
                          .formatted(mountPoint, refusal, mountPoint));
                });
      }
    }

    private static boolean isMounted(Path mountPoint) {
      try {
        return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
            .map(line -> line.split(" ", 4))
            .anyMatch(
                words ->
                    words[2].equals("tmpfs")
                        && words[1].replace("\\040", " ").equals(mountPoint.toString()));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read the list of mounts", e);
      }
    }

    private static Optional<String> run(List<String> command) {
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(/* redirectErrorStream= */ true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        return process.waitFor() == 0 ? Optional.empty() : Optional.of(said);
      } catch (IOException e) {
        return Optional.of(e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new EngineException("interrupted while " + command.getFirst() + " ran", e);
      }
    }
  }
}
