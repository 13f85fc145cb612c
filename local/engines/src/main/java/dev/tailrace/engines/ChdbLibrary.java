package dev.tailrace.engines;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The calls of `chdb.h` (version 26.7) that start the ClickHouse engine in this process.
///
/// One process can run it once. Loading takes the process over for good: only [ClickHouseProcess]
/// does it.
@SuppressWarnings("restricted") // the JVM is started with --enable-native-access
final class ChdbLibrary {
  private static final Linker LINKER = Linker.nativeLinker();

  private final MethodHandle queryCommandLine;
  private final MethodHandle resultError;
  private final MethodHandle destroyResult;

  private ChdbLibrary(SymbolLookup library) {
    queryCommandLine =
        function(library, "chdb_query_cmdline", FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS));
    resultError = function(library, "chdb_result_error", FunctionDescriptor.of(ADDRESS, ADDRESS));
    destroyResult =
        function(library, "chdb_destroy_query_result", FunctionDescriptor.ofVoid(ADDRESS));
  }

  static ChdbLibrary load(Path file) {
    SymbolLookup library = SymbolLookup.libraryLookup(file, Arena.global());
    // Before anything else: the engine would take SIGSEGV and others, with which the JVM works.
    MethodHandle signalHandlers =
        function(library, "chdb_set_signal_handlers_enabled", FunctionDescriptor.ofVoid(JAVA_INT));
    try {
      signalHandlers.invokeExact(0);
    } catch (Throwable e) {
      throw new IllegalStateException("chdb_set_signal_handlers_enabled failed", e);
    }
    return new ChdbLibrary(library);
  }

  /// Runs `clickhouse local` with these arguments and returns when it ends.
  ///
  /// @return the engine's error message, empty when it ended well
  Optional<String> runLocal(List<String> arguments) {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment values = arena.allocate(ADDRESS, arguments.size() + 2);
      values.setAtIndex(ADDRESS, 0, arena.allocateFrom("clickhouse"));
      for (int i = 0; i < arguments.size(); i++) {
        values.setAtIndex(ADDRESS, i + 1, arena.allocateFrom(arguments.get(i)));
      }
      values.setAtIndex(ADDRESS, arguments.size() + 1, MemorySegment.NULL);
      var result = (MemorySegment) queryCommandLine.invokeExact(arguments.size() + 1, values);
      return takeError(result);
    } catch (Throwable e) {
      throw new IllegalStateException("chdb_query_cmdline failed", e);
    }
  }

  private Optional<String> takeError(MemorySegment result) throws Throwable {
    try {
      var message = (MemorySegment) resultError.invokeExact(result);
      return message.equals(MemorySegment.NULL)
          ? Optional.empty()
          : Optional.of(message.reinterpret(Long.MAX_VALUE).getString(0, StandardCharsets.UTF_8));
    } finally {
      destroyResult.invokeExact(result);
    }
  }

  private static MethodHandle function(
      SymbolLookup library, String name, FunctionDescriptor shape) {
    MemorySegment address =
        library
            .find(name)
            .orElseThrow(
                () -> new UnsatisfiedLinkError("the ClickHouse library has no function " + name));
    return LINKER.downcallHandle(address, shape);
  }
}
