package dev.tailrace.serde;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLHandshakeException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls to the registry: tries one URL after the other, then all of them again after a pause.
///
/// The URL that answered last is asked first. 429, 5xx and broken connections count as no answer;
/// every other answer is final. Thread-safe.
final class RegistryTransport implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryTransport.class);
  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_ANSWER_BYTES = 64 * 1024 * 1024;

  /// An answer that is not to be retried.
  ///
  /// @param body missing node when it is not JSON
  record Answer(URI url, int status, JsonNode body) {
    boolean isSuccess() {
      return status == 200 && !body.isMissingNode();
    }

    /// The registry's own error code; 0 when something else answered, such as a proxy.
    int errorCode() {
      return body.path("error_code").asInt();
    }

    String message() {
      return body.path("message").asText("no reason given");
    }
  }

  /// Waits between two rounds; replaced in tests.
  interface Pause {
    void hold(Duration duration) throws InterruptedException;
  }

  private final RegistrySettings settings;
  private final Pause pause;
  private final HttpClient http;
  private volatile int preferred;

  RegistryTransport(RegistrySettings settings, Pause pause) {
    this.settings = settings;
    this.pause = pause;
    HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    if (settings.connectTimeout().isPositive()) {
      builder.connectTimeout(settings.connectTimeout());
    }
    settings.tls().ifPresent(builder::sslContext);
    settings.proxy().ifPresent(address -> builder.proxy(ProxySelector.of(address)));
    this.http = builder.build();
  }

  Answer get(String path) {
    return call("GET", path, BodyPublishers.noBody());
  }

  Answer post(String path, JsonNode body) {
    return call("POST", path, BodyPublishers.ofString(body.toString()));
  }

  String urls() {
    return settings.urls().toString();
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private Answer call(String method, String path, HttpRequest.BodyPublisher body) {
    try {
      Exception failure = null;
      for (int round = 0; round <= settings.retries(); round++) {
        if (round > 0) {
          Duration wait = wait(round);
          LOG.warn("schema registry: {}; retry {} in {}", reason(failure), round, wait);
          pause.hold(wait);
        }
        for (int turn = 0; turn < settings.urls().size(); turn++) {
          int index = (preferred + turn) % settings.urls().size();
          try {
            Answer answer = ask(settings.urls().get(index), method, path, body);
            preferred = index;
            return answer;
          } catch (IOException e) {
            failure = e;
          }
        }
        refuseBadCertificate(failure);
      }
      throw new RegistryUnavailableException(
          "no answer from the schema registry at "
              + urls()
              + " in "
              + (settings.retries() + 1)
              + " rounds, at last "
              + reason(failure)
              + "; check schema.registry.url and that it runs",
          failure);
    } catch (InterruptedException e) {
      throw new InterruptException("interrupted while asking the schema registry", e);
    }
  }

  private Answer ask(URI url, String method, String path, HttpRequest.BodyPublisher body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .method(method, body)
            .header("Accept", MEDIA_TYPE)
            .header("Content-Type", MEDIA_TYPE);
    if (settings.readTimeout().isPositive()) {
      request.timeout(settings.readTimeout());
    }
    settings.authorization().ifPresent(value -> request.header("Authorization", value));
    HttpResponse<byte[]> response =
        http.send(
            request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
    if (response.statusCode() == 429 || response.statusCode() >= 500) {
      throw new IOException(
          "HTTP " + response.statusCode() + " from " + url + messageOf(response.body()));
    }
    return new Answer(url, response.statusCode(), json(response.body()));
  }

  private static String messageOf(byte[] body) {
    String message = json(body).path("message").asText();
    return message.isEmpty() ? "" : " (" + message + ")";
  }

  private static JsonNode json(byte[] body) {
    try {
      JsonNode node = JSON.readTree(body);
      return node == null ? MissingNode.getInstance() : node;
    } catch (IOException _) {
      return MissingNode.getInstance(); // the status says what it was; callers handle both
    }
  }

  private void refuseBadCertificate(Exception failure) {
    if (failure instanceof SSLHandshakeException) {
      throw new RegistryRefusedException(
          "no TLS connection to the schema registry at "
              + urls()
              + ": "
              + reason(failure)
              + "; check schema.registry.ssl.truststore.* and, if it asks for client"
              + " certificates, schema.registry.ssl.keystore.*",
          failure);
    }
  }

  private static String reason(Exception failure) {
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }

  /// Doubles with each round, and is cut by up to half at random, so that many clients do not come
  /// back at once.
  private Duration wait(int round) {
    long doubled = settings.retryWait().toMillis() << Math.min(round - 1, 20);
    long most = Math.min(settings.retryMaxWait().toMillis(), doubled);
    return Duration.ofMillis(most - ThreadLocalRandom.current().nextLong(most / 2 + 1));
  }
}
