package dev.tailrace.command;

import static org.awaitility.Awaitility.await;

import dev.tailrace.app.TailraceApplication;
import dev.tailrace.app.TailraceConfig;
import dev.tailrace.engines.SchemaRegistryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// A topology of the application `shop` that is given by its configuration file.
///
/// @param config the file
record ShopTopology(Path config) {

  /// Writes the file into a directory, which also gets the state.
  ///
  /// @param more lines besides those that every test needs
  static ShopTopology configured(
      Path directory, String bootstrapServers, SchemaRegistryServer registry, String... more)
      throws IOException {
    String common =
        """
        tailrace.kafka.bootstrap.servers=%s
        tailrace.serde.schema.registry.url=%s
        tailrace.application.id=shop
        tailrace.instance=shop-0
        tailrace.http.port=off
        tailrace.streams.state.dir=%s
        """
            .formatted(bootstrapServers, registry.url(), directory.resolve("state"));
    return new ShopTopology(
        Files.writeString(
            directory.resolve("tailrace.properties"), common + String.join("\n", more)));
  }

  /// Returns once it runs.
  TailraceApplication start() {
    TailraceApplication application =
        TailraceApplication.start(TailraceConfig.load(Optional.of(config), Map.of(), Map.of()));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> application.state() == TailraceApplication.State.RUNNING);
    return application;
  }
}
