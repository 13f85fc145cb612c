package dev.tailrace.engines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An append-only file of registry entries, one JSON object a line.
///
/// Laws: an entry that [#append] returned for is on disk; a failed append leaves the file as it
/// was. A process that dies while it writes leaves a last line without an end: opening cuts it
/// off, because nobody was told of it. One process at a time has the file. Not thread-safe.
final class RegistryJournal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryJournal.class);

  /// Single-line JSON; a journal of a newer build may hold fields that are unknown here, and
  /// reading on without them would give a wrong registry, so unknown fields stay errors.
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final Path file;
  private final FileChannel channel;
  private final List<RegistryEntry> recovered;
  private long length;

  private RegistryJournal(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.recovered = recover();
  }

  /// Opens the file, which is created with its folder when missing.
  ///
  /// @throws EngineException when it is in use, a whole line is damaged, or it cannot be written
  static RegistryJournal open(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE);
      try {
        lock(file, channel);
        return new RegistryJournal(file, channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new EngineException(
          "cannot open the schema registry's journal " + file + ": " + e.getMessage(), e);
    }
  }

  private static void lock(Path file, FileChannel channel) throws IOException {
    try {
      if (channel.tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException _) {
      // held within this very JVM: the same answer
    }
    throw new EngineException(
        "the schema registry's journal "
            + file
            + " is in use by a running registry; stop that stack first, or choose another"
            + " directory");
  }

  /// What the file held when it was opened, oldest first.
  List<RegistryEntry> recovered() {
    return recovered;
  }

  void append(RegistryEntry entry) throws IOException {
    ByteBuffer line = ByteBuffer.wrap((JSON.writeValueAsString(entry) + "\n").getBytes(UTF_8));
    int size = line.remaining();
    try {
      while (line.hasRemaining()) {
        channel.write(line, length + size - line.remaining());
      }
      channel.force(false);
    } catch (IOException e) {
      channel.truncate(length);
      throw e;
    }
    length += size;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the schema registry's journal " + file, e);
    }
  }

  private List<RegistryEntry> recover() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    List<RegistryEntry> entries = new ArrayList<>();
    int start = 0;
    for (int end = 0; end < bytes.length; end++) {
      if (bytes[end] == '\n') {
        entries.add(parse(bytes, start, end, entries.size() + 1));
        start = end + 1;
      }
    }
    if (start < bytes.length) {
      LOG.warn(
          "schema registry journal {} ends with {} bytes of an unfinished line; cut off",
          file,
          bytes.length - start);
      channel.truncate(start);
      channel.force(false);
    }
    length = start;
    return List.copyOf(entries);
  }

  private RegistryEntry parse(byte[] bytes, int start, int end, int lineNumber) throws IOException {
    try {
      return JSON.readValue(bytes, start, end - start, RegistryEntry.class);
    } catch (JsonProcessingException e) {
      throw new EngineException(
          "the schema registry's journal "
              + file
              + " is damaged in line "
              + lineNumber
              + "; put back a good copy, or move the file away and register the schemas anew"
              + " (ids then start again: only with empty topics)",
          e);
    }
  }
}
