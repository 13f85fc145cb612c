package dev.tailrace.engines;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/// Finds the COMMIT among the messages of one client. A driver sends it as text (Query), or as a
/// statement that it names once (Parse) and then runs by that name (Bind), as pgjdbc does.
final class CommitWatch {
  private static final Pattern COMMIT =
      Pattern.compile("\\s*(COMMIT|END)\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /// The statement without a name is one of them.
  private final Set<String> commits = new HashSet<>();

  /// Whether the server would commit because of this message.
  boolean commits(PostgresMessage message) {
    return switch (message.type()) {
      case PostgresMessage.PARSE -> {
        note(message.text(0), message.text(1));
        yield false;
      }
      case PostgresMessage.BIND -> commits.contains(message.text(1));
      case PostgresMessage.QUERY -> isCommit(message.text(0));
      default -> false;
    };
  }

  private void note(String statement, String sql) {
    if (isCommit(sql)) {
      commits.add(statement);
    } else {
      commits.remove(statement);
    }
  }

  private static boolean isCommit(String sql) {
    return COMMIT.matcher(sql).matches();
  }
}
