package dev.tailrace.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrySettingsTest {
  private static final String URL = "http://127.0.0.1:8081";

  @Test
  void severalUrls_areTakenInOrderWithoutCredentialsAndSlash() {
    var settings = parse(Map.of("schema.registry.url", "https://me:hush@a:1/base/ , http://b"));

    assertThat(settings.urls())
        .containsExactly(URI.create("https://a:1/base"), URI.create("http://b"));
    assertThat(settings.toString()).doesNotContain("hush").contains("***");
  }

  @Test
  void listOfUrls_isTaken() {
    assertThat(parse(Map.of("schema.registry.url", List.of("http://a", "http://b"))).urls())
        .hasSize(2);
  }

  @Test
  void confluentsPrefix_winsOverThePlainKey() {
    var settings =
        parse(
            Map.of(
                "schema.registry.url", URL, "max.retries", 1, "schema.registry.max.retries", "2"));

    assertThat(settings.retries()).isEqualTo(2);
    assertThat(settings.retryWait()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void everyProblem_isToldAtOnceWithKeyValueAndRemedy() {
    Map<String, Object> config = new HashMap<>();
    config.put("schema.registry.url", "registry:8081");
    config.put("max.retries", "many");
    config.put("http.read.timeout.ms", -5);
    config.put("basic.auth.credentials.source", "SASL_INHERIT");
    config.put("proxy.host", "proxy");
    config.put("schema.registry.ssl.trustore.location", "/x");

    assertThatThrownBy(() -> parse(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("6 problems")
        .hasMessageContaining("schema.registry.url holds 'registry:8081'; write http://host:port")
        .hasMessageContaining("max.retries is 'many'; write a whole number")
        .hasMessageContaining("http.read.timeout.ms is '-5'")
        .hasMessageContaining("basic.auth.credentials.source is 'SASL_INHERIT'; write USER_INFO")
        .hasMessageContaining("proxy.port is missing")
        .hasMessageContaining("schema.registry.ssl.trustore.location is unknown");
  }

  @Test
  void missingUrl_isAProblem() {
    assertThatThrownBy(() -> parse(Map.of()))
        .hasMessageContaining("schema.registry.url is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mock://scope", "http://", "http://a?x=1", "http://me:hush@a b", "", ","})
  void urlThatIsNone_isAProblemWithoutItsCredentials(String url) {
    assertThatThrownBy(() -> parse(Map.of("schema.registry.url", url)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("schema.registry.url")
        .hasMessageNotContaining("hush");
  }

  @ParameterizedTest
  @CsvSource({
    "basic.auth.user.info, hush",
    "bearer.auth.token, hu sh",
    "bearer.auth.token, hushü",
  })
  void unusableSecret_isAProblemThatDoesNotShowIt(String key, String secret) {
    assertThatThrownBy(() -> parse(Map.of("schema.registry.url", URL, key, new Password(secret))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key)
        .hasMessageNotContaining("hu");
  }

  @Test
  void basicAndBearerTogether_areAProblem() {
    assertThatThrownBy(
            () ->
                parse(
                    Map.of(
                        "schema.registry.url", URL,
                        "basic.auth.user.info", "a:b",
                        "bearer.auth.token", "t")))
        .hasMessageContaining("keep one of them");
  }

  @Test
  void missingTrustStore_isAProblemThatNamesTheFile() {
    assertThatThrownBy(
            () ->
                parse(
                    Map.of(
                        "schema.registry.url", "https://a",
                        "schema.registry.ssl.truststore.location", "/no/such/file.p12",
                        "schema.registry.ssl.truststore.password", "hush")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("/no/such/file.p12")
        .hasMessageNotContaining("hush");
  }

  @Test
  void switchedOffHostNameCheck_isRefused() {
    assertThatThrownBy(
            () ->
                parse(
                    Map.of(
                        "schema.registry.url", "https://a",
                        "schema.registry.ssl.endpoint.identification.algorithm", "")))
        .hasMessageContaining("host names are always checked");
  }

  @Test
  void serializerSettings_tellTheirProblemsToo() {
    assertThatThrownBy(
            () ->
                SerializerSettings.parse(
                    Map.of(
                        "auto.register.schemas", "yes",
                        "value.subject.name.strategy", "com.example.Mine"),
                    Side.VALUE))
        .hasMessageContaining("auto.register.schemas is 'yes'; write true or false")
        .hasMessageContaining("value.subject.name.strategy is 'com.example.Mine'");
  }

  @Test
  void newestVersionAndRegistering_excludeEachOther() {
    assertThatThrownBy(
            () ->
                SerializerSettings.parse(
                    Map.of("auto.register.schemas", true, "use.latest.version", true), Side.VALUE))
        .hasMessageContaining("set one to false");
    assertThat(SerializerSettings.parse(Map.of("use.latest.version", "true"), Side.VALUE).source())
        .isEqualTo(SchemaSource.LATEST);
  }

  private static RegistrySettings parse(Map<String, ?> config) {
    return RegistrySettings.parse(config);
  }
}
