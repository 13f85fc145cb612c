package dev.tailrace.app;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.common.MapBackedConfigSource;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where settings come from: file, environment, options. Finds keys that nobody knows.
///
/// Unknown keys under `tailrace.` in the file and the options are problems. An unknown variable of
/// the environment only gets a warning: others put variables there too, such as the addresses
/// Kubernetes sets for a service named tailrace.
record ConfigSources(SmallRyeConfig config, List<String> keys, List<String> problems) {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigSources.class);
  private static final String VARIABLE_PREFIX = "TAILRACE_";
  private static final int FILE_RANK = 100;
  private static final int ENVIRONMENT_RANK = 200;
  private static final int OPTION_RANK = 300;

  static ConfigSources read(
      Optional<Path> file, Map<String, String> environment, Map<String, String> options) {
    List<String> problems = new ArrayList<>();
    Map<String, String> fromFile = file.map(path -> load(path, problems)).orElse(Map.of());
    Map<String, String> fromEnvironment = known(environment);
    refuseUnknown(fromFile, "file", problems);
    refuseUnknown(options, "option", problems);
    TreeSet<String> keys = new TreeSet<>(fromFile.keySet());
    keys.addAll(fromEnvironment.keySet());
    keys.addAll(options.keySet());
    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .withSources(
                new Source("file", fromFile, FILE_RANK),
                new Source("environment", fromEnvironment, ENVIRONMENT_RANK),
                new Source("option", options, OPTION_RANK))
            .build();
    return new ConfigSources(config, List.copyOf(keys), problems);
  }

  /// The given keys of a section that are no settings of their own.
  List<String> keysOf(Section section) {
    return keys.stream()
        .filter(key -> key.startsWith(section.prefix()))
        .filter(key -> Settings.ALL.stream().noneMatch(setting -> setting.key().equals(key)))
        .toList();
  }

  private static Map<String, String> load(Path file, List<String> problems) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      problems.add("cannot read the configuration file " + file + ": " + e);
    }
    Map<String, String> map = new TreeMap<>();
    properties.forEach((key, value) -> map.put(key.toString(), value.toString()));
    return map;
  }

  private static void refuseUnknown(
      Map<String, String> given, String origin, List<String> problems) {
    for (String key : given.keySet()) {
      if (key.startsWith(Settings.PREFIX) && !isKnown(key)) {
        problems.add(
            key
                + " ("
                + origin
                + ") is no setting of Tailrace; the nearest is "
                + NearestKey.to(key));
      }
    }
  }

  private static boolean isKnown(String key) {
    return Settings.ALL.stream().anyMatch(setting -> setting.key().equals(key))
        || Section.ALL.stream()
            .anyMatch(
                section ->
                    key.startsWith(section.prefix()) && key.length() > section.prefix().length());
  }

  private static Map<String, String> known(Map<String, String> environment) {
    Map<String, String> settings = new TreeMap<>();
    new TreeMap<>(environment)
        .forEach(
            (name, value) -> {
              if (!name.startsWith(VARIABLE_PREFIX)) {
                return;
              }
              Optional<String> key = key(name);
              if (key.isPresent()) {
                settings.put(key.get(), value);
              } else {
                LOG.warn("The environment variable {} is no setting of Tailrace", name);
              }
            });
    return settings;
  }

  private static Optional<String> key(String variable) {
    for (Setting<?> setting : Settings.ALL) {
      if (variable(setting.key()).equals(variable)) {
        return Optional.of(setting.key());
      }
    }
    // Keys of Kafka and the serdes are made of words and dots.
    return Optional.of(variable.toLowerCase(Locale.ROOT).replace('_', '.'))
        .filter(ConfigSources::isKnown);
  }

  static String variable(String key) {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /// A source under a name that people understand.
  private static final class Source extends MapBackedConfigSource {
    Source(String name, Map<String, String> values, int rank) {
      super(name, values, rank);
    }
  }
}
