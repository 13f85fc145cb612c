package dev.tailrace.secure;

import dev.tailrace.clickhouse.ClickHouseSchema;
import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.clickhouse.Placeholders;
import dev.tailrace.engines.ClickHouseServer;
import dev.tailrace.stack.ClickHouseHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// The real engine with this build's tables, and a user who has the rights of docs/security.md and
/// no others.
final class SecuredClickHouse implements AutoCloseable {
  static final String SINK = "sink";
  static final String DATABASE = "tailrace";

  private final ClickHouseServer server;

  private SecuredClickHouse(ClickHouseServer server) {
    this.server = server;
  }

  /// @param grants as for a server whose users are made by SQL; this engine takes them from a file
  static SecuredClickHouse start(Path directory, String sinkPassword, List<String> grants)
      throws IOException {
    Files.createDirectories(directory.resolve("users.d"));
    Files.writeString(
        directory.resolve("users.d/sink.xml"),
        """
        <clickhouse><users><%1$s>
          <password>%2$s</password>
          <networks><ip>127.0.0.1</ip></networks>
          <profile>default</profile>
          <quota>default</quota>
          <grants>%3$s</grants>
        </%1$s></users></clickhouse>
        """
            .formatted(
                SINK,
                sinkPassword,
                grants.stream()
                    .map(grant -> "<query>" + grant.replace(" TO " + SINK, "") + "</query>")
                    .collect(Collectors.joining())));
    SecuredClickHouse clickHouse = new SecuredClickHouse(ClickHouseServer.start(directory, 0));
    try (ClickHouseSchema schema =
        new ClickHouseSchema(Endpoint.of(clickHouse.url()), Placeholders.of(DATABASE))) {
      var _ = schema.apply();
    }
    return clickHouse;
  }

  String url() {
    return server.url();
  }

  String one(String query) {
    return new ClickHouseHttp(Endpoint.of(server.url()), DATABASE).row(query).getFirst();
  }

  /// As the sink's user.
  ClickHouseHttp asSink(String password) {
    return new ClickHouseHttp(
        new Endpoint(Endpoint.of(server.url()).url(), SINK, password), DATABASE);
  }

  @Override
  public void close() {
    server.close();
  }
}
