package dev.tailrace.serde;

import static dev.tailrace.serde.ScriptedRegistry.ANY_SCHEMA;
import static dev.tailrace.serde.ScriptedRegistry.OVERLOADED;
import static dev.tailrace.serde.ScriptedRegistry.UNKNOWN_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.serde.ScriptedRegistry.Reply;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SchemaRegistryClientTest {
  private static final Schema STRING = Schema.create(Schema.Type.STRING);

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final List<Duration> pauses = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-20T11:30:00Z");

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable it : opened.reversed()) {
      it.close();
    }
  }

  @Test
  void twice503_isRetriedWithGrowingPauses() throws Exception {
    ScriptedRegistry registry = registry(OVERLOADED, OVERLOADED, ANY_SCHEMA);

    assertThat(client(registry.url()).schema(5)).isEqualTo(STRING);

    assertThat(registry.requests()).hasSize(3);
    assertThat(pauses).hasSize(2);
    assertThat(pauses.get(0)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
    assertThat(pauses.get(1)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void tooManyRequests_isRetried() throws Exception {
    ScriptedRegistry registry = registry(new Reply(429, ""), ANY_SCHEMA);

    assertThat(client(registry.url()).register("s", STRING)).isEqualTo(7);
  }

  @Test
  void registryThatStaysDown_isTransientAndNamesUrlAndReason() throws Exception {
    ScriptedRegistry registry = registry(OVERLOADED, OVERLOADED, OVERLOADED, OVERLOADED);

    assertThatThrownBy(() -> client(registry.url()).schema(5))
        .isInstanceOf(RegistryUnavailableException.class)
        .isInstanceOf(RetriableException.class)
        .hasMessageContaining(registry.url())
        .hasMessageContaining("4 rounds")
        .hasMessageContaining("HTTP 503")
        .hasMessageContaining("busy");
    assertThat(registry.requests()).hasSize(4);
  }

  @Test
  void nobodyListening_isTransient() throws Exception {
    assertThatThrownBy(() -> client("http://127.0.0.1:" + freePort()).schema(5))
        .isInstanceOf(RegistryUnavailableException.class);
  }

  @Test
  void deadUrl_isPassedOverAndTheLiveOneIsAskedFirstFromThenOn() throws Exception {
    ScriptedRegistry first = registry(OVERLOADED);
    ScriptedRegistry second = registry();
    SchemaRegistryClient client = client(first.url() + "," + second.url());

    client.schema(1);
    client.schema(2);

    assertThat(first.requests()).hasSize(1);
    assertThat(second.requests()).hasSize(2);
    assertThat(pauses).isEmpty();
  }

  @Test
  void urlThatNobodyListensOn_isPassedOver() throws Exception {
    ScriptedRegistry live = registry();

    assertThat(client("http://127.0.0.1:" + freePort() + "/," + live.url()).schema(1))
        .isEqualTo(STRING);
  }

  @Test
  void wrongCredentials_areRefusedAtOnceWithoutShowingThem() throws Exception {
    ScriptedRegistry registry =
        registry(new Reply(401, "{\"error_code\":401,\"message\":\"Unauthorized\"}"));

    assertThatThrownBy(
            () -> client(registry.url(), Map.of("basic.auth.user.info", "me:hush")).schema(5))
        .isInstanceOf(RegistryRefusedException.class)
        .isNotInstanceOf(SerializationException.class)
        .hasMessageContaining("401")
        .hasMessageContaining("basic.auth.user.info")
        .hasMessageNotContaining("hush");
    assertThat(registry.requests()).hasSize(1);
  }

  @Test
  void basicCredentials_areSent() throws Exception {
    ScriptedRegistry registry = registry();
    client(
            registry.url(),
            Map.of("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "me:hush"))
        .schema(5);
    client(registry.url().replace("://", "://you:h%C3%BCsh@")).schema(6);

    assertThat(registry.requests())
        .extracting(ScriptedRegistry.Request::authorization)
        .containsExactly("Basic bWU6aHVzaA==", "Basic eW91OmjDvHNo");
  }

  @Test
  void bearerToken_isSent() throws Exception {
    ScriptedRegistry registry = registry();
    client(registry.url(), Map.of("bearer.auth.token", "abc.def")).schema(5);

    assertThat(registry.requests().getFirst().authorization()).isEqualTo("Bearer abc.def");
  }

  @Test
  void unknownId_isPermanentAndNotAskedAgainForAWhile() throws Exception {
    ScriptedRegistry registry = registry(UNKNOWN_ID, ANY_SCHEMA);
    SchemaRegistryClient client = client(registry.url());

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> client.schema(5))
          .isInstanceOf(SchemaNotFoundException.class)
          .isInstanceOf(SerializationException.class)
          .hasMessageContaining("schema id 5");
    }
    assertThat(registry.requests()).hasSize(1);

    now = now.plusSeconds(11);
    assertThat(client.schema(5)).isEqualTo(STRING);
  }

  @Test
  void garbageIds_comeSlowlyToTheRegistry() throws Exception {
    Reply[] misses = IntStream.range(0, 10).mapToObj(_ -> UNKNOWN_ID).toArray(Reply[]::new);
    ScriptedRegistry registry = registry(misses);
    SchemaRegistryClient client = client(registry.url());

    for (int id = 1_000; id < 1_010; id++) {
      int garbage = id;
      assertThatThrownBy(() -> client.schema(garbage)).isInstanceOf(SchemaNotFoundException.class);
    }

    assertThat(pauses).hasSize(9).allMatch(Duration.ofMillis(5)::equals);
  }

  @Test
  void idsBelowOne_areNeverAskedFor() throws Exception {
    ScriptedRegistry registry = registry();

    for (int id : new int[] {0, -1, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> client(registry.url()).schema(id))
          .isInstanceOf(SchemaNotFoundException.class);
    }
    assertThat(registry.requests()).isEmpty();
  }

  @Test
  void wrongPath_isNotTakenForAnUnknownId() throws Exception {
    ScriptedRegistry registry = registry(new Reply(404, "<html>nginx</html>"));

    assertThatThrownBy(() -> client(registry.url()).schema(5))
        .isInstanceOf(RegistryRefusedException.class)
        .hasMessageContaining("is this the URL of a schema registry?");
  }

  @Test
  void loginPage_isRefused() throws Exception {
    ScriptedRegistry registry = registry(new Reply(200, "<html>log in</html>"));

    assertThatThrownBy(() -> client(registry.url()).schema(5))
        .isInstanceOf(RegistryRefusedException.class);
  }

  @Test
  void schemaOfAnotherKind_isTheRecordsFault() throws Exception {
    ScriptedRegistry registry =
        registry(new Reply(200, "{\"schemaType\":\"PROTOBUF\",\"schema\":\"message A {}\"}"));

    assertThatThrownBy(() -> client(registry.url()).schema(5))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("PROTOBUF");
  }

  @Test
  void incompatibleSchema_isRefusedWithTheRegistrysReason() throws Exception {
    ScriptedRegistry registry =
        registry(new Reply(409, "{\"error_code\":409,\"message\":\"field x went\"}"));

    assertThatThrownBy(() -> client(registry.url()).register("s-value", STRING))
        .isInstanceOf(RegistryRefusedException.class)
        .hasMessageContaining("s-value")
        .hasMessageContaining("field x went")
        .hasMessageContaining("compatib");
  }

  @Test
  void unregisteredSchema_isRefusedWithTheRemedy() throws Exception {
    ScriptedRegistry registry = registry(UNKNOWN_ID);

    assertThatThrownBy(() -> client(registry.url()).id("s-value", STRING))
        .isInstanceOf(RegistryRefusedException.class)
        .hasMessageContaining("auto.register.schemas=true");
  }

  @Test
  void manyThreadsWithANewId_costOneRequest() throws Exception {
    ScriptedRegistry registry = registry();
    SchemaRegistryClient client = client(registry.url());
    Callable<Schema> lookup = () -> client.schema(5);

    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var schema : executor.invokeAll(java.util.Collections.nCopies(50, lookup))) {
        assertThat(schema.get()).isEqualTo(STRING);
      }
    }

    assertThat(registry.requests()).hasSize(1);
  }

  @Test
  void registeredSchema_isAskedForOnce() throws Exception {
    ScriptedRegistry registry = registry();
    SchemaRegistryClient client = client(registry.url());

    client.register("a b/c-value", STRING);
    client.register("a b/c-value", STRING);
    client.id("a b/c-value", STRING);

    assertThat(registry.requests())
        .extracting(ScriptedRegistry.Request::line)
        .containsExactly("POST /subjects/a%20b%2Fc-value/versions");
  }

  private ScriptedRegistry registry(Reply... replies) throws IOException {
    ScriptedRegistry registry = ScriptedRegistry.answering(replies);
    opened.add(registry);
    return registry;
  }

  private SchemaRegistryClient client(String url) {
    return client(url, Map.of());
  }

  private SchemaRegistryClient client(String url, Map<String, String> more) {
    Map<String, String> config = new HashMap<>(more);
    config.put("schema.registry.url", url);
    var client = new SchemaRegistryClient(RegistrySettings.parse(config), () -> now, pauses::add);
    opened.add(client);
    return client;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
