package dev.tailrace.command;

import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.postgres.PostgresAddress;
import dev.tailrace.stack.ClickHouseHttp;
import dev.tailrace.stack.Stack;
import dev.tailrace.stack.StackState;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import picocli.CommandLine.Mixin;

/// The stores to ask: the user's own servers, else those of the running stack, else the engines of
/// a stopped one, started alone.
final class ThingStores {
  @Mixin private DataOptions data;
  @Mixin private ClickHouseOptions clickHouse;
  @Mixin private PostgresOptions postgres;

  /// The answer of ClickHouse.
  <T> T onClickHouse(Function<ClickHouseHttp, T> question) {
    Optional<Endpoint> there = endpoint(stack());
    if (there.isPresent()) {
      return question.apply(http(there.get()));
    }
    AtomicReference<T> answer = new AtomicReference<>();
    Stack.withClickHouseAlone(data.directory(), alone -> answer.set(question.apply(http(alone))));
    return answer.get();
  }

  /// The answer of ClickHouse and Postgres together.
  <T> T onBoth(BiFunction<ClickHouseHttp, PostgresAddress, T> question) {
    Optional<StackState> stack = stack();
    Optional<Endpoint> endpoint = endpoint(stack);
    Optional<PostgresAddress> address = address(stack);
    if (address.isPresent()) {
      return onClickHouse(http -> question.apply(http, address.get()));
    }
    AtomicReference<T> answer = new AtomicReference<>();
    if (endpoint.isPresent()) {
      Stack.withPostgresAlone(
          data.directory(), alone -> answer.set(question.apply(http(endpoint.get()), alone)));
    } else {
      Stack.withStoresAlone(
          data.directory(), (server, alone) -> answer.set(question.apply(http(server), alone)));
    }
    return answer.get();
  }

  private Optional<StackState> stack() {
    return data.runningStack();
  }

  private Optional<Endpoint> endpoint(Optional<StackState> stack) {
    return clickHouse.endpoint().or(() -> stack.map(StackState::clickHouseUrl).map(Endpoint::of));
  }

  private Optional<PostgresAddress> address(Optional<StackState> stack) {
    Optional<PostgresAddress> own = postgres.address();
    if (own.isPresent() || stack.isEmpty()) {
      return own;
    }
    Optional<PostgresAddress> address = postgres.of(stack.get());
    if (address.isEmpty()) {
      throw new IllegalStateException(
          "the stack that runs on %s has no Postgres: start it again with this build, or name one with --postgres-url"
              .formatted(data.directory()));
    }
    return address;
  }

  private ClickHouseHttp http(Endpoint endpoint) {
    return new ClickHouseHttp(endpoint, clickHouse.database());
  }
}
