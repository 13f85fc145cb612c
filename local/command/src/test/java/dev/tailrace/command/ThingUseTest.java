package dev.tailrace.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Wrong use of `tailrace thing`; no store is asked.
class ThingUseTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "thing                              | URL",
        "thing /onet                        | '/onet' is no URL of a thing: write /ns/id",
        "thing /onet/100%                   | '/onet/100%', character 10: two hexadecimal digits",
        "thing /onet/%C3%28                 | '/onet/%C3%28', character 7: %C3 begins no character",
        "thing /onet/x --at yesterday       | a while ago such as 90m",
        "thing /onet/x --history -1         | --history is how many mutations to show, not -1",
        "thing /onet/x --history all        | --history",
        "thing /onet/x --relationships 0    | at least 1, not 0",
        "thing /onet/x --postgres-url pg:x  | jdbc:postgresql://host:5432/database",
        "thing /onet/x --clickhouse-url x:y | is no HTTP address"
      })
  void wrongUse_isExplained(String arguments, String explanation) {
    CommandRun run = CommandRun.of(List.of(arguments.strip().split(" +")));
    assertThat(run.err()).contains(explanation.strip());
    assertThat(run.exitCode()).isEqualTo(ExitCode.WRONG_USE);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void urlWithControlCharacters_reachesNoTerminal() {
    CommandRun run = CommandRun.of(List.of("thing", "/onet/\u001b[2J\r%"));
    assertThat(run.err()).contains("'/onet/␛[2J␍%', character 12").doesNotContain("\u001b", "\r");
    assertThat(run.exitCode()).isEqualTo(ExitCode.WRONG_USE);
  }
}
