package dev.tailrace.serde;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.serde.ScriptedRegistry.ClientCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.avro.Schema;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A registry behind TLS with a certificate that the JDK's `keytool` makes here.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegistryTlsTest {
  private static final String PASSWORD = "changeit";
  private static final Schema STRING = Schema.create(Schema.Type.STRING);

  private Path keyStore;
  private Path stranger;

  @BeforeAll
  void makeCertificates(@TempDir Path folder) throws Exception {
    keyStore = folder.resolve("registry.p12");
    stranger = folder.resolve("stranger.p12");
    keytool(keyStore);
    keytool(stranger);
  }

  @Test
  void trustedCertificate_isAccepted() throws Exception {
    try (var registry = ScriptedRegistry.overTls(context(), ClientCertificate.NOT_NEEDED);
        var client = SchemaRegistryClient.of(trusting(registry, keyStore))) {
      assertThat(client.schema(5)).isEqualTo(STRING);
    }
  }

  @Test
  void trustedCertificateInPem_isAccepted() throws Exception {
    try (var registry = ScriptedRegistry.overTls(context(), ClientCertificate.NOT_NEEDED)) {
      Map<String, Object> config =
          Map.of(
              "schema.registry.url", registry.url(),
              "schema.registry.ssl.truststore.type", "PEM",
              "schema.registry.ssl.truststore.certificates", certificateInPem());
      try (var client = SchemaRegistryClient.of(config)) {
        assertThat(client.schema(5)).isEqualTo(STRING);
      }
    }
  }

  @Test
  void strangersCertificate_isRefusedAtOnceWithTheRemedy() throws Exception {
    try (var registry = ScriptedRegistry.overTls(context(), ClientCertificate.NOT_NEEDED);
        var client = SchemaRegistryClient.of(trusting(registry, stranger))) {
      assertThatThrownBy(() -> client.schema(5))
          .isInstanceOf(RegistryRefusedException.class)
          .hasMessageContaining("schema.registry.ssl.truststore")
          .hasMessageNotContaining(PASSWORD);
    }
  }

  @Test
  void clientCertificate_isShownWhereItIsAskedFor() throws Exception {
    try (var registry = ScriptedRegistry.overTls(context(), ClientCertificate.NEEDED)) {
      Map<String, Object> config = trusting(registry, keyStore);
      config.put("schema.registry.ssl.keystore.location", keyStore.toString());
      config.put("schema.registry.ssl.keystore.password", PASSWORD);
      config.put("schema.registry.ssl.keystore.type", "PKCS12");
      try (var client = SchemaRegistryClient.of(config)) {
        assertThat(client.schema(5)).isEqualTo(STRING);
      }
    }
  }

  @Test
  void certificateOfAnotherHost_isRefused() throws Exception {
    try (var registry = ScriptedRegistry.overTls(context(), ClientCertificate.NOT_NEEDED)) {
      Map<String, Object> config = trusting(registry, keyStore);
      config.put("schema.registry.url", registry.url().replace("localhost", "127.0.0.1"));
      try (var client = SchemaRegistryClient.of(config)) {
        assertThatThrownBy(() -> client.schema(5)).isInstanceOf(RegistryRefusedException.class);
      }
    }
  }

  private static Map<String, Object> trusting(ScriptedRegistry registry, Path trusted) {
    return new HashMap<>(
        Map.of(
            "schema.registry.url",
            registry.url(),
            "schema.registry.ssl.truststore.location",
            trusted.toString(),
            "schema.registry.ssl.truststore.password",
            PASSWORD,
            "schema.registry.ssl.truststore.type",
            "PKCS12"));
  }

  private static void keytool(Path store) throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "registry",
            "-keyalg",
            "EC",
            "-validity",
            "2",
            "-dname",
            "CN=localhost",
            "-ext",
            "SAN=dns:localhost",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  private KeyStore load() throws Exception {
    return KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray());
  }

  private String certificateInPem() throws Exception {
    byte[] der = load().getCertificate("registry").getEncoded();
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END CERTIFICATE-----\n";
  }

  private SSLContext context() throws Exception {
    assertThat(Files.exists(keyStore)).isTrue();
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(load(), PASSWORD.toCharArray());
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("registry", load().getCertificate("registry"));
    var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(trust);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }
}
