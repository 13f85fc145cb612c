package dev.tailrace.command;

import dev.tailrace.letters.LetterFilter;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Which dead letters, for commands that go through them.
final class LetterFilterOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--reason",
      paramLabel = "CODE",
      description = "Only those refused for this, such as not-json.")
  private String reason;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = TimeOrAgo.class,
      description = "Only from this time on: 2026-11-20T11:00:00Z, or a while ago: 90m, 2h, 7d")
  private Instant since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = TimeOrAgo.class,
      description = "Only before this time.")
  private Instant until;

  @Option(
      names = "--source-topic",
      paramLabel = "NAME",
      description = "Only those that come from this topic.")
  private String sourceTopic;

  boolean hasReason() {
    return reason != null;
  }

  boolean isGiven() {
    return reason != null || since != null || until != null || sourceTopic != null;
  }

  LetterFilter filter() {
    try {
      return new LetterFilter(
          Optional.ofNullable(reason),
          Optional.ofNullable(since),
          Optional.ofNullable(until),
          Optional.ofNullable(sourceTopic));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
