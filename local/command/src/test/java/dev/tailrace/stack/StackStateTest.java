package dev.tailrace.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.postgres.PostgresAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackStateTest {
  private static final String URL = "jdbc:postgresql://127.0.0.1:29006/tailrace";

  @TempDir Path data;

  @Test
  void fileOfABuildWithoutPostgres_isRead() throws IOException {
    Files.writeString(
        data.resolve("stack.json"),
        """
        {"pid": %d, "bootstrapServers": "127.0.0.1:29000", "s3Url": "http://127.0.0.1:29004"}
        """
            .formatted(ProcessHandle.current().pid()));
    StackState state = StackState.read(data).orElseThrow();
    assertThat(state.bootstrapServers()).isEqualTo("127.0.0.1:29000");
    assertThat(state.postgresUrl()).isEmpty();
    assertThat(state.postgres("me", "secret")).isEmpty();
    assertThat(state.topologyUrl()).isEmpty();
  }

  @Test
  void writtenState_isReadAgain() throws IOException {
    StackState state = state(7).withPostgresPid(8).withClickHousePid(9);
    state.write(data);
    assertThat(StackState.read(data)).contains(state);
  }

  @Test
  void postgresOfTheStack_hasItsOwnUser_andOneOfTheUsersOwnTheirs() {
    assertThat(state(7).postgres("me", "secret"))
        .contains(new PostgresAddress(URL, "tailrace", "tailrace"));
    assertThat(state(0).postgres("me", "secret"))
        .contains(new PostgresAddress(URL, "me", "secret"));
  }

  private static StackState state(long postgresPid) {
    return new StackState(
        ProcessHandle.current().pid(),
        "127.0.0.1:29000",
        "http://127.0.0.1:29001",
        "http://127.0.0.1:29002",
        6,
        "http://127.0.0.1:29003",
        "http://127.0.0.1:29004",
        "http://127.0.0.1:29005",
        URL,
        postgresPid,
        "http://127.0.0.1:29007");
  }
}
