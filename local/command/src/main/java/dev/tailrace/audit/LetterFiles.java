package dev.tailrace.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The dead letters in the bucket: a file of JSON lines, and one with the bytes. Not thread-safe.
final class LetterFiles {
  private static final String LINES = ".jsonl";
  private static final ObjectMapper JSON = new ObjectMapper();

  static {
    JSON.getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build());
  }

  private final BucketFiles bucket;
  private final String sourceName;
  private final Ledger ledger;
  private final CanonicalText text = new CanonicalText();
  private final List<String> remarks = new ArrayList<>();

  /// @param sourceName whose letters: the name in the keys of the files
  LetterFiles(BucketFiles bucket, String sourceName, Ledger ledger) {
    this.bucket = bucket;
    this.sourceName = sourceName;
    this.ledger = ledger;
  }

  /// A line of a file.
  private record Letter(int partition, long offset, long position, int length) {}

  /// Reads all letters; fills `stored_letter`.
  void note() {
    remarks.clear();
    ledger.run("DELETE FROM stored_letter");
    try (Ledger.Rows rows = ledger.append("stored_letter")) {
      for (String key : bucket.keys("dead-letters/", LINES)) {
        if (key.substring(key.lastIndexOf('/') + 1).startsWith(sourceName + "-")) {
          bucket.whole(key).ifPresent(lines -> note(key, lines, rows));
        }
      }
    }
  }

  private void note(String key, byte[] lines, Ledger.Rows rows) {
    List<Letter> letters = new ArrayList<>();
    String bytesKey = key.substring(0, key.length() - LINES.length()) + ".bin";
    try {
      for (String line : new String(lines, StandardCharsets.UTF_8).split("\n", -1)) {
        if (line.isBlank()) {
          continue;
        }
        JsonNode node = JSON.readTree(line);
        if (node.has("offset")) {
          letters.add(
              new Letter(
                  node.get("partition").intValue(),
                  node.get("offset").longValue(),
                  node.get("position").longValue(),
                  node.get("length").intValue()));
        } else if (node.has("bytes")) {
          bytesKey = key.substring(0, key.lastIndexOf('/') + 1) + node.get("bytes").textValue();
        }
      }
    } catch (JsonProcessingException | NullPointerException e) {
      remarks.add("%s cannot be read as lines of letters: %s".formatted(key, e.getMessage()));
    }
    noteBytes(key, bytesKey, letters, rows);
  }

  private void noteBytes(String key, String bytesKey, List<Letter> letters, Ledger.Rows rows) {
    boolean hasBytes = letters.stream().anyMatch(letter -> letter.length() > 0);
    Optional<Boolean> read =
        hasBytes
            ? bucket.with(
                bytesKey,
                file -> {
                  note(key, letters, Optional.of(file), rows);
                  return true;
                })
            : Optional.empty();
    if (read.isEmpty()) {
      if (hasBytes) {
        remarks.add("%s is missing: the letters of %s have no bytes".formatted(bytesKey, key));
      }
      note(key, letters, Optional.empty(), rows);
    }
  }

  /// @param file with the bytes; those that need it and have none are lost
  private void note(String key, List<Letter> letters, Optional<Path> file, Ledger.Rows rows) {
    for (Letter letter : letters) {
      if (letter.length() <= 0 || file.isPresent()) {
        rows.add(
            letter.partition(),
            letter.offset(),
            text.hash(
                letter.length() < 0
                    ? null
                    : letter.length() == 0 ? new byte[0] : bytes(letter, file.get())),
            key);
      }
    }
  }

  private static byte[] bytes(Letter letter, Path file) {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      byte[] bytes = new byte[letter.length()];
      in.seek(letter.position());
      int read = 0;
      while (read < bytes.length) {
        int more = in.read(bytes, read, bytes.length - read);
        if (more < 0) {
          break; // what is cut off differs
        }
        read += more;
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /// What is wrong with the files themselves.
  List<String> remarks() {
    return List.copyOf(remarks);
  }
}
