package dev.tailrace.command;

import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.rebuild.HourRange;
import dev.tailrace.rebuild.StoredWindows;
import dev.tailrace.rebuild.WindowRebuild;
import dev.tailrace.rebuild.WindowTopics;
import dev.tailrace.stack.ClickHouseHttp;
import dev.tailrace.stack.StackState;
import dev.tailrace.topology.TopicNames;
import dev.tailrace.window.WindowLimits;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tailrace rebuild-windows`.
@Command(
    name = "rebuild-windows",
    sortOptions = false,
    header = "Recompute the windows of some hours from the stored events, and replace them.",
    description = {
      "",
      "For windows that are closed and wrong or marked incomplete: after events came later than the"
          + " grace, after a bug was fixed, after events were loaded by hand. What is published"
          + " replaces the windows in every store. Windows that are still open are exact by"
          + " themselves and are refused."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tailrace rebuild-windows --from 2026-11-20T00:00:00Z --to 2026-11-21T00:00:00Z",
      "  tailrace query --named incomplete-windows",
      "      which windows had late events"
    })
final class RebuildWindowsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOptions data;
  @Mixin private OutputOptions output;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      required = true,
      converter = TimeConverter.class,
      description = "Start of the first hour, by event time, in UTC: 2026-11-20T11:00:00Z")
  private Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      required = true,
      converter = TimeConverter.class,
      description = "End of the last hour.")
  private Instant to;

  @Option(
      names = "--grace",
      paramLabel = "DURATION",
      defaultValue = "PT24H",
      description = "tailrace.windows.grace of the topology. Default: ${DEFAULT-VALUE}")
  private Duration grace;

  @Option(
      names = "--linger",
      paramLabel = "DURATION",
      defaultValue = "PT10M",
      description = "tailrace.windows.linger of the topology. Default: ${DEFAULT-VALUE}")
  private Duration linger;

  @Option(
      names = "--database",
      paramLabel = "NAME",
      defaultValue = "default",
      description = "The database with Tailrace's tables. Default: ${DEFAULT-VALUE}")
  private String database;

  static final class TimeConverter implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
      try {
        return Instant.parse(text);
      } catch (DateTimeException e) {
        throw new picocli.CommandLine.TypeConversionException(
            "'" + text + "' is no time like 2026-11-20T11:00:00Z");
      }
    }
  }

  @Override
  public Integer call() {
    HourRange range = range();
    StackState stack =
        data.runningStack()
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        "no stack runs on "
                            + data.directory()
                            + ": start one (tailrace up), or name its directory with --data"));
    ClickHouseHttp clickHouse = new ClickHouseHttp(Endpoint.of(stack.clickHouseUrl()), database);
    WindowLimits limits = new WindowLimits(grace, linger, WindowLimits.DEFAULT.updateInterval());
    try (WindowTopics topics =
        new WindowTopics(
            TopicNames.DEFAULT, stack.bootstrapServers(), stack.registryUrl(), Map.of())) {
      WindowRebuild.Result result =
          new WindowRebuild(new StoredWindows(clickHouse), topics, limits, InstantSource.system())
              .run(range, hour -> output.err().println(hour));
      print(result);
    }
    return ExitCode.OK;
  }

  private HourRange range() {
    try {
      return new HourRange(from, to);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void print(WindowRebuild.Result result) {
    output.err().flush();
    if (output.isJson()) {
      output.printJson(result);
      return;
    }
    output
        .out()
        .printf(
            "%,d windows rebuilt from %,d events, %,d panes replaced%n",
            result.windows(), result.events(), result.replaced());
    output.out().flush();
  }
}
