package dev.tailrace.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.engines.ClickHouseServer;
import dev.tailrace.engines.PostgresServer;
import dev.tailrace.postgres.PostgresAddress;
import dev.tailrace.postgres.PostgresException;
import dev.tailrace.postgres.schema.ThingsSchema;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackPostgresIT {
  @TempDir Path temp;

  @Test
  void killedPostgres_isBackWithItsTables() {
    Path data = temp.resolve("data");
    try (Stack stack =
        Stack.start(StackSettings.of(data, Ports.anyFree()), _ -> {}, InstantSource.system())) {
      PostgresAddress address = stack.state().postgres("", "").orElseThrow();
      assertThat(new ThingsSchema(address).verify().problems()).isEmpty();
      long first = stack.state().postgresPid();
      ProcessHandle.of(first).orElseThrow().destroyForcibly();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> StackState.read(data).map(StackState::postgresPid).filter(pid -> pid != first),
              Optional::isPresent);
      assertThat(new ThingsSchema(address).verify().problems()).isEmpty();
      stack.requireHealthy();
    }
    AtomicReference<PostgresAddress> alone = new AtomicReference<>();
    Stack.withPostgresAlone(
        data,
        address -> {
          alone.set(address);
          assertThat(new ThingsSchema(address).verify().problems()).isEmpty();
        });
    assertThatThrownBy(() -> new ThingsSchema(alone.get()).verify())
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining("does not answer");
  }

  @Test
  void postgresOfTheUsersOwn_getsTheTablesAndRunsOn() {
    Path data = temp.resolve("data");
    try (PostgresServer own = PostgresServer.start(temp.resolve("own"), 0);
        ClickHouseServer clickHouse = ClickHouseServer.start(temp.resolve("clickhouse"), 0)) {
      var address = new PostgresAddress(own.jdbcUrl(), own.user(), own.password());
      var settings =
          new StackSettings(
              data,
              Ports.anyFree(),
              Optional.of(Endpoint.of(clickHouse.url())),
              "default",
              Optional.of(address),
              Map.of(),
              StackSettings.SinkStart.CONTINUE,
              StackSettings.Roll.LIVE);
      try (Stack stack = Stack.start(settings, _ -> {}, InstantSource.system())) {
        assertThat(stack.state().postgresPid()).isZero();
        assertThat(stack.state().postgresUrl()).isEqualTo(own.jdbcUrl());
        assertThat(data.resolve("postgres")).doesNotExist();
      }
      assertThat(new ThingsSchema(address).verify().problems()).isEmpty();
    }
  }
}
