package dev.tailrace.secure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Passwords in files, to which configurations refer.
record PasswordFiles(Path directory) {
  static PasswordFiles in(Path directory) throws IOException {
    return new PasswordFiles(Files.createDirectory(directory));
  }

  void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  /// What a configuration has in the place of the password.
  String reference(String name) {
    return "${dir:%s:%s}".formatted(directory, name);
  }
}
