package dev.tailrace.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Wrong use of `tailrace dlq`; no broker is asked.
class DlqUseTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dlq                             | name a command",
        "dlq list --reason nonsense      | known are empty-value, not-json",
        "dlq list --since yesterday      | a while ago such as 90m",
        "dlq list --since 1h --until 2h  | no time lies",
        "dlq list --limit -1             | below 0",
        "dlq show                        | ID",
        "dlq show 17                     | PARTITION-OFFSET",
        "dlq show --raw 0-1 0-2          | one letter",
        "dlq replay                      | say which letters",
        "dlq replay --since 2h           | say which letters",
        "dlq replay --all 0-1            | not both",
        "dlq replay --to events 0-1      | Tailrace alone",
        "dlq replay --all --topic x --to x | the letters lie on",
        "dlq list --bucket errors        | is no bucket, such as s3://errors",
        "dlq list --bucket s3://a --access-key k | needs its --secret-key"
      })
  void wrongUse_isExplained(String arguments, String explanation) {
    StringWriter err = new StringWriter();
    int exitCode =
        Tailrace.commandLine()
            .setErr(new PrintWriter(err, true))
            .execute(arguments.strip().split(" +"));
    assertThat(err.toString()).contains(explanation.strip());
    assertThat(exitCode).isEqualTo(ExitCode.WRONG_USE);
  }
}
