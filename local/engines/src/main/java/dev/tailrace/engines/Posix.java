package dev.tailrace.engines;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// The few calls of the C library that Java has no way to make, on file descriptors of this
/// process. Linux only.
@SuppressWarnings("restricted") // the JVM is started with --enable-native-access
final class Posix {
  private static final int READ_WRITE_NO_CONTROLLING_TTY = 2 | 0x100;
  private static final int SHUTDOWN_READING = 0;
  private static final int SOCKET_ADDRESS_BYTES = 128;
  private static final FunctionDescriptor INT_OF_INT = FunctionDescriptor.of(JAVA_INT, JAVA_INT);

  private static final MethodHandle DUP = function("dup", INT_OF_INT);
  private static final MethodHandle CLOSE = function("close", INT_OF_INT);
  private static final MethodHandle SETSID = function("setsid", FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle EXIT = function("_exit", FunctionDescriptor.ofVoid(JAVA_INT));
  private static final MethodHandle OPEN_PTY = function("posix_openpt", INT_OF_INT);
  private static final MethodHandle GRANT_PTY = function("grantpt", INT_OF_INT);
  private static final MethodHandle UNLOCK_PTY = function("unlockpt", INT_OF_INT);
  private static final MethodHandle PIPE =
      function("pipe", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle DUP2 =
      function("dup2", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle PTY_NAME =
      function("ptsname", FunctionDescriptor.of(ADDRESS, JAVA_INT));
  private static final MethodHandle SHUTDOWN =
      function("shutdown", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle PEER_NAME =
      function("getpeername", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle WRITE =
      function("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle OPEN =
      function(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.firstVariadicArg(2));

  private Posix() {}

  /// The two ends of a pipe.
  record Pipe(int readEnd, int writeEnd) {}

  static Pipe pipe() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(JAVA_INT, 2);
      check("pipe", (int) PIPE.invokeExact(ends));
      return new Pipe(ends.getAtIndex(JAVA_INT, 0), ends.getAtIndex(JAVA_INT, 1));
    } catch (Throwable e) {
      throw failed("pipe", e);
    }
  }

  /// A second descriptor for what `descriptor` refers to.
  static int duplicate(int descriptor) throws IOException {
    try {
      return check("dup", (int) DUP.invokeExact(descriptor));
    } catch (Throwable e) {
      throw failed("dup", e);
    }
  }

  /// Makes `target` refer to what `source` refers to.
  static void redirect(int source, int target) throws IOException {
    try {
      check("dup2", (int) DUP2.invokeExact(source, target));
    } catch (Throwable e) {
      throw failed("dup2", e);
    }
  }

  static void close(int descriptor) throws IOException {
    try {
      check("close", (int) CLOSE.invokeExact(descriptor));
    } catch (Throwable e) {
      throw failed("close", e);
    }
  }

  /// Leaves the terminal's process group, so that Ctrl-C there reaches the parent only.
  static void leaveTerminal() throws IOException {
    try {
      check("setsid", (int) SETSID.invokeExact());
    } catch (Throwable e) {
      throw failed("setsid", e);
    }
  }

  /// A new pseudo-terminal becomes standard input.
  ///
  /// @return the other side of it: what is written there is typed
  static int terminalAsStandardInput() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int keyboard =
          check("posix_openpt", (int) OPEN_PTY.invokeExact(READ_WRITE_NO_CONTROLLING_TTY));
      check("grantpt", (int) GRANT_PTY.invokeExact(keyboard));
      check("unlockpt", (int) UNLOCK_PTY.invokeExact(keyboard));
      MemorySegment name = (MemorySegment) PTY_NAME.invokeExact(keyboard);
      String path = name.reinterpret(Long.MAX_VALUE).getString(0, StandardCharsets.UTF_8);
      int terminal =
          check(
              "open",
              (int) OPEN.invokeExact(arena.allocateFrom(path), READ_WRITE_NO_CONTROLLING_TTY));
      redirect(terminal, 0);
      close(terminal);
      return keyboard;
    } catch (Throwable e) {
      throw failed("pty", e);
    }
  }

  static void write(int descriptor, String ascii) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom(ascii);
      if ((long) WRITE.invokeExact(descriptor, text, (long) ascii.length()) < 0) {
        throw new IOException("write to descriptor " + descriptor + " failed");
      }
    } catch (Throwable e) {
      throw failed("write", e);
    }
  }

  /// Tells the reader of every connected socket of this process that nothing more will come. What
  /// has arrived can still be read, and answers can still be written.
  static void endInputOfConnections() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"));
        Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(SOCKET_ADDRESS_BYTES);
      MemorySegment length = arena.allocate(JAVA_INT);
      for (Path path : descriptors.toList()) {
        int descriptor = Integer.parseInt(path.getFileName().toString());
        length.set(JAVA_INT, 0, (int) address.byteSize());
        if ((int) PEER_NAME.invokeExact(descriptor, address, length) == 0) {
          int ignored = (int) SHUTDOWN.invokeExact(descriptor, SHUTDOWN_READING);
        }
      }
    } catch (Throwable e) {
      throw failed("shutdown", e);
    }
  }

  /// Ends this process at once: no shutdown hooks, and no destructors of native libraries, which
  /// may hang or crash while other native threads still run.
  static void exitNow(int status) {
    try {
      EXIT.invokeExact(status);
    } catch (Throwable e) {
      throw new IllegalStateException("_exit returned", e);
    }
  }

  private static int check(String call, int result) throws IOException {
    if (result < 0) {
      throw new IOException(call + " failed");
    }
    return result;
  }

  private static IOException failed(String call, Throwable cause) {
    return cause instanceof IOException known ? known : new IOException(call + " failed", cause);
  }

  private static MethodHandle function(
      String name, FunctionDescriptor shape, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    MemorySegment address =
        linker
            .defaultLookup()
            .find(name)
            .orElseThrow(() -> new UnsatisfiedLinkError("no " + name + " in the C library"));
    return linker.downcallHandle(address, shape, options);
  }
}
