package dev.tailrace.engines;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/// The directory of Kafka's logs: given a cluster id and feature levels once, while it is empty.
final class BrokerDirectory {
  private static final String META_PROPERTIES = "meta.properties";
  private static final String BOOTSTRAP = "bootstrap.checkpoint";

  private BrokerDirectory() {}

  /// Formats an empty directory and leaves a formatted one as it is.
  ///
  /// @throws EngineException when the directory holds files but is not formatted: a new cluster id
  /// would make Kafka delete every topic in it
  static void format(Path directory, Map<String, Short> featureLevels) throws IOException {
    Files.createDirectories(directory);
    if (Files.exists(directory.resolve(META_PROPERTIES))) {
      return;
    }
    requireEmpty(directory);
    Formatter formatter =
        new Formatter()
            .setPrintStream(
                new PrintStream(
                    OutputStream.nullOutputStream(),
                    /* autoFlush= */ false,
                    StandardCharsets.UTF_8))
            .setClusterId(Uuid.randomUuid().toString())
            .setNodeId(BrokerProperties.NODE_ID)
            .setControllerListenerName(BrokerProperties.CONTROLLER_LISTENER)
            .setReleaseVersion(MetadataVersion.latestProduction())
            .setIgnoreFormatted(true)
            .setDirectories(List.of(directory.toString()))
            .setMetadataLogDirectory(directory.toString());
    featureLevels.forEach(formatter::setFeatureLevel);
    try {
      formatter.run();
    } catch (Exception e) {
      throw new EngineException("cannot format " + directory + " for Kafka: " + e, e);
    }
  }

  /// A formatting that was killed leaves its bootstrap file behind; it may be done again.
  private static void requireEmpty(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      List<String> found =
          entries
              .map(entry -> entry.getFileName().toString())
              .filter(name -> !name.startsWith(BOOTSTRAP) && !name.startsWith(META_PROPERTIES))
              .sorted()
              .toList();
      if (!found.isEmpty()) {
        throw new EngineException(
            "%s holds files (%s) but no %s, so it is not a Kafka data directory or has lost that file; restore the file or choose an empty directory"
                .formatted(
                    directory,
                    String.join(", ", found.subList(0, Math.min(3, found.size()))),
                    META_PROPERTIES));
      }
    }
  }
}
