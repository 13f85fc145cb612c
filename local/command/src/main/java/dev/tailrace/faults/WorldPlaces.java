package dev.tailrace.faults;

import dev.tailrace.parts.PartStarter;
import dev.tailrace.stack.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where the parts of a world listen and keep their data, and the settings that tell them so.
///
/// @param directory holds everything
record WorldPlaces(
    Path directory, int broker, int registry, int s3, int iceberg, int clickHouse, int postgres) {
  /// Of the raw topic.
  static final int PARTITIONS = 4;

  private static final int COUNT = 6;

  /// A killed instance is missed after this long.
  private static final String SESSION_MILLIS = "6000";

  /// Free ports; the directory is made when missing.
  static WorldPlaces in(Path directory) {
    List<Integer> ports = Ports.quiet(COUNT);
    try {
      Files.createDirectories(directory.resolve("logs"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + directory, e);
    }
    return new WorldPlaces(
        directory,
        ports.get(0),
        ports.get(1),
        ports.get(2),
        ports.get(3),
        ports.get(4),
        ports.get(5));
  }

  String bootstrapServers() {
    return "127.0.0.1:" + broker;
  }

  URI registryUrl() {
    return local(registry);
  }

  URI s3Url() {
    return local(s3);
  }

  URI icebergUrl() {
    return local(iceberg);
  }

  private static URI local(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  /// Where a process writes its log.
  Path log(String name) {
    return directory.resolve("logs").resolve(name + ".log");
  }

  /// Where what a process prints is kept.
  Path output(String name) {
    return directory.resolve("logs").resolve(name + ".out");
  }

  /// Where the archive of a process' classes is kept.
  Path archive(String name) {
    return directory.resolve("logs").resolve(name + ".jsa");
  }

  Map<String, String> ofBroker() {
    return Map.of(
        "directory",
        directory.resolve("kafka").toString(),
        "port",
        String.valueOf(broker),
        PartStarter.OWN + "group.min.session.timeout.ms",
        "1000");
  }

  Map<String, String> ofServices() {
    return Map.of(
        "directory",
        directory.resolve("services").toString(),
        "objects",
        directory.resolve("objects").toString(),
        "registry",
        String.valueOf(registry),
        "s3",
        String.valueOf(s3),
        "iceberg",
        String.valueOf(iceberg));
  }

  Map<String, String> ofTopology(String instance) {
    return Map.of(
        "name",
        instance,
        "directory",
        directory.resolve("topology-" + instance).toString(),
        "broker",
        bootstrapServers(),
        "registry",
        registryUrl().toString(),
        PartStarter.OWN + "tailrace.topics.partitions",
        String.valueOf(PARTITIONS),
        PartStarter.OWN + "tailrace.streams.num.stream.threads",
        "1");
  }

  /// Of a worker that reaches its stores through proxies.
  Map<String, String> ofSinks(String instance, StoreProxies proxies, String jdbcUrl) {
    Map<String, String> settings = new HashMap<>();
    settings.put("name", instance);
    settings.put("directory", directory.resolve("sinks-" + instance).toString());
    settings.put("broker", bootstrapServers());
    settings.put("registry", registryUrl().toString());
    settings.put("clickhouse", proxies.clickHouse().url().toString());
    settings.put("s3", proxies.s3().url().toString());
    settings.put("iceberg", proxies.iceberg().url().toString());
    settings.put("postgres", proxies.postgres().through(jdbcUrl));
    // A file lasts a few seconds, so that a fault meets many.
    settings.put("roll", "PT5S");
    settings.put("roll.grace", "PT0.5S");
    settings.put("commit", "PT1S");
    settings.put("pause", "PT1S");
    settings.put(PartStarter.OWN + "consumer.session.timeout.ms", SESSION_MILLIS);
    // The least that is allowed, so that some files go up in parts.
    settings.put("r2/s3.part.bytes", String.valueOf(5 << 20));
    return settings;
  }
}
