package dev.tailrace.serde;

import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/// TLS to the registry from the settings `schema.registry.ssl.*`, which are Kafka's own `ssl.*`
/// settings behind a prefix: JKS, PKCS12 and PEM stores, in files or inline.
///
/// Kafka's own factory reads the stores, so whatever works for its brokers works here.
final class RegistryTls {
  private static final String IDENTIFICATION =
      SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG;
  private static final ConfigDef DEFINITION = new ConfigDef().withClientSslSupport();

  private RegistryTls() {}

  /// Empty when nothing is set: then the JDK's own trust store decides.
  static Optional<SSLContext> context(Settings settings) {
    Map<String, Object> given = settings.below("ssl.");
    for (String key : given.keySet()) {
      if (!DEFINITION.names().contains(key)) {
        settings.problem(
            Settings.PREFIX + key,
            "is unknown; known after schema.registry. are " + new TreeSet<>(DEFINITION.names()));
      }
    }
    if (given.get(IDENTIFICATION) instanceof String algorithm && algorithm.isBlank()) {
      settings.problem(
          Settings.PREFIX + IDENTIFICATION,
          "is empty, but host names are always checked; put the registry's name into its"
              + " certificate and leave this setting out");
    }
    return given.isEmpty() ? Optional.empty() : build(given, settings);
  }

  private static Optional<SSLContext> build(Map<String, Object> given, Settings settings) {
    try (var factory = new DefaultSslEngineFactory()) {
      factory.configure(DEFINITION.parse(given));
      return Optional.of(factory.sslContext());
    } catch (KafkaException e) {
      settings.problem(Settings.PREFIX + "ssl.*", "cannot be used: " + reasons(e));
      return Optional.empty();
    }
  }

  private static String reasons(Throwable failure) {
    StringBuilder text = new StringBuilder(String.valueOf(failure.getMessage()));
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      text.append(": ").append(cause.getMessage());
    }
    return text.toString();
  }
}
