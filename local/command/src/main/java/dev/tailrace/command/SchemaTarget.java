package dev.tailrace.command;

import dev.tailrace.clickhouse.ClickHouseSchema;
import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.clickhouse.Placeholders;
import dev.tailrace.lake.LakePlaces;
import dev.tailrace.lake.LakeSchema;
import dev.tailrace.stack.Stack;
import dev.tailrace.stack.StackState;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What the commands of `tailrace schema` work on.
///
/// Buckets and a catalog that are named are worked on alone, unless a ClickHouse is named beside
/// them; with neither named, it is all that the stack has.
final class SchemaTarget {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Mixin private DataOptions data;
  @Mixin private ClickHouseOptions clickHouse;

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      description = {
        "Make replicated tables on this cluster of the server's configuration.",
        "Default: plain tables on one server"
      })
  private String cluster;

  @Option(
      names = "--retention-days",
      paramLabel = "N",
      defaultValue = "30",
      description = "How long ClickHouse keeps events. Default: ${DEFAULT-VALUE}")
  private int retentionDays;

  @Option(
      names = "--window-retention-days",
      paramLabel = "N",
      defaultValue = "400",
      description = "How long it keeps windows after their last change. Default: ${DEFAULT-VALUE}")
  private int windowRetentionDays;

  @Mixin private LakeOptions lake;

  /// Buckets and tables, to be closed; empty when there are none to work on.
  ///
  /// @throws ParameterException when the options do not go together
  Optional<LakeSchema> lake() {
    LakePlaces named = lake.named();
    boolean nothingNamed = named.isNowhere() && clickHouse.endpoint().isEmpty();
    LakePlaces places =
        nothingNamed ? data.runningStack().map(StackState::lakePlaces).orElse(named) : named;
    if (places.isNowhere() && !lake.hasRetention()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new LakeSchema(places, lake.retention()));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /// The answer of ClickHouse; empty when buckets or a catalog are to be worked on alone.
  <T> Optional<T> onClickHouse(Function<ClickHouseSchema, T> work) {
    if (clickHouse.endpoint().isEmpty() && !lake.named().isNowhere()) {
      return Optional.empty();
    }
    Optional<Endpoint> endpoint =
        clickHouse
            .endpoint()
            .or(() -> data.runningStack().map(StackState::clickHouseUrl).map(Endpoint::of));
    if (endpoint.isPresent()) {
      return Optional.of(on(endpoint.get(), work));
    }
    AtomicReference<T> answer = new AtomicReference<>();
    Stack.withClickHouseAlone(data.directory(), alone -> answer.set(on(alone, work)));
    return Optional.of(answer.get());
  }

  private <T> T on(Endpoint endpoint, Function<ClickHouseSchema, T> work) {
    try (ClickHouseSchema schema = new ClickHouseSchema(endpoint, placeholders())) {
      return work.apply(schema);
    }
  }

  private Placeholders placeholders() {
    try {
      Placeholders plain =
          Placeholders.of(clickHouse.database())
              .withRetentionDays(retentionDays)
              .withWindowRetentionDays(windowRetentionDays);
      return cluster == null ? plain : plain.withCluster(cluster);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
