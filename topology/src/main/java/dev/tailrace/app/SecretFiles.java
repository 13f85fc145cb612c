package dev.tailrace.app;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigData;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigTransformer;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/// Values that stand in files, such as mounted secrets: `${dir:/run/secrets:password}` is the whole
/// file `password` of that directory, `${file:/run/kafka.properties:password}` a key of that
/// properties file.
///
/// These are Kafka's own providers under the names that Connect's documentation gives them, so that
/// a reference means the same in a connector. One line feed at the end of a whole file is left out.
final class SecretFiles {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(?:dir|file):[^}]*}");

  private final ConfigTransformer transformer;

  SecretFiles() {
    ConfigProvider directory = new DirectoryConfigProvider();
    directory.configure(Map.of());
    ConfigProvider file = new FileConfigProvider();
    file.configure(Map.of());
    this.transformer =
        new ConfigTransformer(Map.of("dir", new WholeFiles(directory), "file", file));
  }

  /// Whether the text has a reference.
  static boolean isReference(String text) {
    return REFERENCE.matcher(text).find();
  }

  /// The text with what its references stand for.
  ///
  /// @throws IllegalArgumentException when one stands for nothing
  String resolved(String text) {
    if (!isReference(text)) {
      return text;
    }
    String result;
    try {
      result = transformer.transform(Map.of("value", text)).data().get("value");
    } catch (ConfigException e) {
      throw new IllegalArgumentException("'" + text + "' cannot be read: " + e.getMessage(), e);
    }
    // What Kafka finds nothing for it leaves as it is.
    REFERENCE
        .matcher(text)
        .results()
        .filter(reference -> result.contains(reference.group()))
        .findFirst()
        .ifPresent(
            reference -> {
              throw new IllegalArgumentException(
                  "'"
                      + reference.group()
                      + "' stands for nothing: write ${dir:DIRECTORY:FILE} or"
                      + " ${file:PROPERTIES:KEY}, and see that this user may read it");
            });
    return result;
  }

  /// Editors and `echo` end a file with a line feed that belongs to no password.
  private record WholeFiles(ConfigProvider files) implements ConfigProvider {
    @Override
    public ConfigData get(String path) {
      return stripped(files.get(path));
    }

    @Override
    public ConfigData get(String path, Set<String> keys) {
      return stripped(files.get(path, keys));
    }

    private static ConfigData stripped(ConfigData data) {
      Map<String, String> values = new HashMap<>();
      data.data()
          .forEach(
              (key, value) ->
                  values.put(
                      key, value.endsWith("\n") ? value.substring(0, value.length() - 1) : value));
      return new ConfigData(values);
    }

    @Override
    public void configure(Map<String, ?> settings) {
      files.configure(settings);
    }

    @Override
    public void close() {
      // It holds nothing open.
    }
  }
}
