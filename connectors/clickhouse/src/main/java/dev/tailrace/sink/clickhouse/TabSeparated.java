package dev.tailrace.sink.clickhouse;

/// Reads ClickHouse's TabSeparated format.
final class TabSeparated {
  private TabSeparated() {}

  static String[] fields(String line) {
    String[] fields = line.split("\t", -1);
    for (int i = 0; i < fields.length; i++) {
      fields[i] = unescaped(fields[i]);
    }
    return fields;
  }

  private static String unescaped(String field) {
    if (field.indexOf('\\') < 0) {
      return field;
    }
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < field.length(); i++) {
      char next = field.charAt(i);
      if (next != '\\' || i + 1 == field.length()) {
        plain.append(next);
        continue;
      }
      char escaped = field.charAt(++i);
      plain.append(
          switch (escaped) {
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            default -> escaped;
          });
    }
    return plain.toString();
  }
}
