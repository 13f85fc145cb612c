package dev.tailrace.letters;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A bucket in memory that remembers what it was asked.
final class MemoryObjects implements LetterObjects {
  final SortedMap<String, byte[]> objects = new TreeMap<>();
  final List<String> gets = new ArrayList<>();

  @Override
  public List<String> keys(String prefix) {
    return objects.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
  }

  @Override
  public List<String> folders(String prefix) {
    return keys(prefix).stream()
        .map(key -> key.substring(prefix.length()))
        .filter(key -> key.contains("/"))
        .map(key -> key.substring(0, key.indexOf('/') + 1))
        .distinct()
        .toList();
  }

  @Override
  public byte[] whole(String key) {
    gets.add(key);
    return objects.get(key);
  }

  @Override
  public byte[] range(String key, long position, int length) {
    gets.add(key);
    byte[] bytes = objects.get(key);
    return Arrays.copyOfRange(
        bytes, (int) position, (int) Math.min(bytes.length, position + length));
  }

  @Override
  public String name() {
    return "s3://memory/";
  }

  @Override
  public void close() {}
}
