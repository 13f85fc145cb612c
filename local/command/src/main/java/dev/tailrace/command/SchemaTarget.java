package dev.tailrace.command;

import dev.tailrace.clickhouse.ClickHouseSchema;
import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.clickhouse.Placeholders;
import dev.tailrace.lake.LakePlaces;
import dev.tailrace.lake.LakeSchema;
import dev.tailrace.postgres.PostgresAddress;
import dev.tailrace.postgres.schema.ThingsSchema;
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
/// What is named is worked on alone; with nothing named, it is all that the stack has.
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

  @Mixin private PostgresOptions postgres;

  @Option(
      names = "--embedding-dimensions",
      paramLabel = "N",
      defaultValue = "" + ThingsSchema.STANDARD_DIMENSIONS,
      description = "Length of the vectors in Postgres. Default: ${DEFAULT-VALUE}")
  private int embeddingDimensions;

  @Mixin private LakeOptions lake;

  /// Buckets and tables, to be closed; empty when there are none to work on.
  ///
  /// @throws ParameterException when the options do not go together
  Optional<LakeSchema> lake() {
    LakePlaces named = lake.named();
    LakePlaces places =
        isNothingNamed() ? data.runningStack().map(StackState::lakePlaces).orElse(named) : named;
    if (places.isNowhere() && !lake.hasRetention()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new LakeSchema(places, lake.retention()));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  DataOptions data() {
    return data;
  }

  /// The ClickHouse that was named, else that of the running stack.
  Optional<Endpoint> runningClickHouse() {
    return clickHouse
        .endpoint()
        .or(
            () ->
                isNothingNamed()
                    ? data.runningStack().map(StackState::clickHouseUrl).map(Endpoint::of)
                    : Optional.empty());
  }

  /// The Postgres that was named, else that of the running stack.
  Optional<PostgresAddress> runningPostgres() {
    return postgres
        .address()
        .or(() -> isNothingNamed() ? data.runningStack().flatMap(postgres::of) : Optional.empty());
  }

  /// Whether no store is named.
  boolean isNothingNamed() {
    return lake.named().isNowhere()
        && clickHouse.endpoint().isEmpty()
        && postgres.address().isEmpty();
  }

  /// The answer of ClickHouse; empty when others are named and it is not.
  <T> Optional<T> onClickHouse(Function<ClickHouseSchema, T> work) {
    if (clickHouse.endpoint().isEmpty() && !isNothingNamed()) {
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

  /// The answer of Postgres; empty when others are named and it is not, and when the running stack
  /// is of a build without it.
  <T> Optional<T> onPostgres(Function<ThingsSchema, T> work) {
    if (postgres.address().isPresent()) {
      return postgres.address().map(address -> work.apply(things(address)));
    }
    if (!isNothingNamed()) {
      return Optional.empty();
    }
    Optional<StackState> stack = data.runningStack();
    if (stack.isPresent()) {
      return stack.flatMap(postgres::of).map(address -> work.apply(things(address)));
    }
    AtomicReference<T> answer = new AtomicReference<>();
    Stack.withPostgresAlone(data.directory(), alone -> answer.set(work.apply(things(alone))));
    return Optional.of(answer.get());
  }

  private ThingsSchema things(PostgresAddress address) {
    try {
      return new ThingsSchema(address, embeddingDimensions);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "--embedding-dimensions: " + e.getMessage(), e);
    }
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
