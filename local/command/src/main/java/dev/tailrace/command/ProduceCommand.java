package dev.tailrace.command;

import dev.tailrace.produce.EventInput;
import dev.tailrace.produce.Progress;
import dev.tailrace.produce.PublishException;
import dev.tailrace.produce.PublishResult;
import dev.tailrace.produce.PublishTarget;
import dev.tailrace.produce.Publisher;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tailrace produce`.
@Command(
    name = "produce",
    sortOptions = false,
    header = "Publish tail events to Kafka.",
    description = {
      "",
      "Reads events in any form Cloudflare gives them and publishes each, byte for byte, to the raw"
          + " topic. Accepted, plain or gzipped, told apart by content:",
      "",
      "  - JSON Lines: one event per line, Logpush workers_trace_events included",
      "  - JSON arrays of events, as a tail Worker's tail() gets them, one or many",
      "  - the output of wrangler tail --format json",
      "  - Avro object container files of TailEvent",
      "",
      "What is broken is published as well: the pipeline keeps it as a dead letter that says why."
          + " An event above 16 MiB becomes a dead letter at once.",
      "Every call publishes the input once more. Ctrl-C ends it in order: what was sent is"
          + " acknowledged and reported."
    },
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tailrace produce events.jsonl logs/*.gz",
      "  npx wrangler tail my-worker --format json | tailrace produce -",
      "  tailrace produce --bootstrap-server kafka:9093 --command-config tls.properties"
          + " events.jsonl"
    })
final class ProduceCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;
  @Mixin private DataOptions data;
  @Mixin private OutputOptions output;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files to publish; - is stdin.")
  private List<String> files;

  /// What `--json` prints.
  record Report(
      String topic,
      long documents,
      long events,
      long deadLetters,
      long refused,
      double seconds,
      List<PublishResult> inputs) {
    static Report of(String topic, List<PublishResult> results, Duration took) {
      return new Report(
          topic,
          results.stream().mapToLong(PublishResult::documents).sum(),
          results.stream().mapToLong(PublishResult::eventsNow).sum(),
          results.stream().mapToLong(PublishResult::deadLetters).sum(),
          results.stream().mapToLong(PublishResult::refused).sum(),
          took.toMillis() / 1000.0,
          results);
    }
  }

  @Override
  public Integer call() {
    List<EventInput> inputs = inputs(System.in);
    PublishTarget target = kafka.target(data);
    InstantSource clock = InstantSource.system();
    Instant start = clock.instant();
    Progress progress = new Progress();
    List<PublishResult> results = new ArrayList<>();
    try (StopSignal _ = StopSignal.install(progress::requestStop, PATIENCE)) {
      try (Publisher publisher = new Publisher(target, clock);
          ProgressView _ = view(progress, total(inputs), clock)) {
        for (EventInput input : inputs) {
          if (!progress.stopRequested()) {
            results.add(publisher.publish(input, progress));
          }
        }
      }
      Duration took = Duration.between(start, clock.instant());
      report(Report.of(target.topic(), results, took));
    }
    boolean complete =
        results.size() == inputs.size() && results.stream().allMatch(PublishResult::complete);
    return complete ? ExitCode.OK : ExitCode.FAILED;
  }

  private List<EventInput> inputs(InputStream standardInput) {
    try {
      return files.stream()
          .map(
              file ->
                  file.equals(STANDARD_INPUT)
                      ? EventInput.of("stdin", standardInput)
                      : EventInput.of(Path.of(file)))
          .toList();
    } catch (PublishException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static OptionalLong total(List<EventInput> inputs) {
    return inputs.stream().allMatch(input -> input.size().isPresent())
        ? OptionalLong.of(inputs.stream().mapToLong(input -> input.size().getAsLong()).sum())
        : OptionalLong.empty();
  }

  private ProgressView view(Progress progress, OptionalLong total, InstantSource clock) {
    if (output.isJson()) {
      return ProgressView.none();
    }
    return Terminal.isInteractive()
        ? ProgressView.bar(progress, total)
        : ProgressView.lines(progress, total, output.err(), clock);
  }

  private void report(Report report) {
    if (output.isJson()) {
      output.printJson(report);
      return;
    }
    for (PublishResult result : report.inputs()) {
      result.remarks().forEach(remark -> output.err().println(result.file() + ": " + remark));
      result.problems().forEach(problem -> output.err().println("tailrace: " + problem));
    }
    output.err().flush();
    output
        .out()
        .println(
            "%,d events published to %s in %.1f s (%,.0f/s), %,d dead letters, %,d refused"
                .formatted(
                    report.events(),
                    report.topic(),
                    report.seconds(),
                    report.events() / Math.max(report.seconds(), 0.001),
                    report.deadLetters(),
                    report.refused()));
    output.out().flush();
  }
}
