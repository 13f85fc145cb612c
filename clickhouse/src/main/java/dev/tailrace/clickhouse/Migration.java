package dev.tailrace.clickhouse;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One migration file: `V001__name.sql` is applied once and never changes, `R__name.sql` is applied
/// again whenever its rendered text changes.
///
/// Law: every statement may run twice with the same result. So a migration that stopped half way is
/// simply run again, and two appliers at once do no harm.
record Migration(String file, String template) {

  private static final Pattern FILE_NAME = Pattern.compile("(V\\d{3}|R)__(\\w+)\\.sql");
  private static final Pattern REPEATABLE_STATEMENT =
      Pattern.compile(
          "CREATE .*?IF NOT EXISTS .*|DROP .*?IF EXISTS .*|ALTER TABLE \\S+( ON CLUSTER \\S+)?"
              + " (MODIFY .*|MATERIALIZE .*|ADD \\w+ IF NOT EXISTS .*|DROP \\w+ IF EXISTS .*)");

  Migration {
    if (!FILE_NAME.matcher(file).matches()) {
      throw new IllegalArgumentException(
          "migration '%s': name it V<three digits>__<name>.sql or R__<name>.sql".formatted(file));
    }
  }

  /// `V001`, or `R` for a file that is applied again when it changes.
  String version() {
    return nameParts().group(1);
  }

  String name() {
    return nameParts().group(2);
  }

  private Matcher nameParts() {
    Matcher parts = FILE_NAME.matcher(file);
    if (!parts.matches()) {
      throw new IllegalStateException(file);
    }
    return parts;
  }

  boolean isRepeatable() {
    return version().equals("R");
  }

  /// @throws IllegalArgumentException when a statement could not run twice
  List<String> statements(Placeholders placeholders) {
    List<String> statements = SqlStatements.of(placeholders.render(file, template));
    for (String statement : statements) {
      if (!REPEATABLE_STATEMENT.matcher(statement).matches()) {
        throw new IllegalArgumentException(
            "%s: this statement may not run twice, write it with IF [NOT] EXISTS: %s"
                .formatted(file, statement));
      }
    }
    return statements;
  }

  /// SHA-256 over the statements, comments and white space left out. For a versioned file before
  /// the placeholders are filled in, since another retention is no change of the file; for a
  /// repeatable one after.
  String checksum(Placeholders placeholders) {
    List<String> covered = isRepeatable() ? statements(placeholders) : SqlStatements.of(template);
    try {
      byte[] bytes = String.join(";\n", covered).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
