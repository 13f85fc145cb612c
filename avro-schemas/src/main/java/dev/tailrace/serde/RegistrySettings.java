package dev.tailrace.serde;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// How to reach the registry. Keys and defaults are those of Confluent's client, 7.9.
///
/// @param urls in the order they are tried, without credentials and without a slash at the end
/// @param authorization value of the header; secret
/// @param retries rounds over all URLs after the first
/// @param retryWait before the first retry; doubles with each, up to retryMaxWait
/// @param missingIdTtl how long an unknown id is not asked for again
record RegistrySettings(
    List<URI> urls,
    Optional<String> authorization,
    Optional<SSLContext> tls,
    Optional<InetSocketAddress> proxy,
    Duration connectTimeout,
    Duration readTimeout,
    int retries,
    Duration retryWait,
    Duration retryMaxWait,
    Duration missingIdTtl) {
  private static final String URL = "schema.registry.url";
  private static final String BASIC_SOURCE = "basic.auth.credentials.source";
  private static final String BASIC_USER_INFO = "basic.auth.user.info";
  private static final String BEARER_SOURCE = "bearer.auth.credentials.source";
  private static final String BEARER_TOKEN = "bearer.auth.token";

  RegistrySettings {
    urls = List.copyOf(urls);
  }

  /// @throws org.apache.kafka.common.config.ConfigException that lists every problem
  static RegistrySettings parse(Map<String, ?> config) {
    Settings settings = new Settings(config);
    List<URI> given = urls(settings);
    var parsed =
        new RegistrySettings(
            given.stream().map(RegistrySettings::withoutCredentials).toList(),
            authorization(settings, given),
            RegistryTls.context(settings),
            proxy(settings),
            settings.millis("http.connect.timeout.ms", 10_000),
            settings.millis("http.read.timeout.ms", 60_000),
            settings.number("max.retries", 0, 1_000, 3),
            settings.millis("retries.wait.ms", 1_000),
            settings.millis("retries.max.wait.ms", 20_000),
            Duration.ofSeconds(settings.number("missing.id.cache.ttl.sec", 0, 86_400, 10)));
    settings.throwProblems();
    return parsed;
  }

  @Override
  public String toString() {
    return "schema registry at " + urls + authorization.map(_ -> ", authorization ***").orElse("");
  }

  private static List<URI> urls(Settings settings) {
    Optional<String> text = settings.text("url");
    if (text.isEmpty()) {
      settings.problem(URL, "is missing; name the registry, for instance http://127.0.0.1:8081");
      return List.of();
    }
    List<URI> urls = new ArrayList<>();
    for (String part : text.get().split(",", -1)) {
      url(part.strip(), settings).ifPresent(urls::add);
    }
    return urls;
  }

  private static Optional<URI> url(String text, Settings settings) {
    String shown = text.substring(text.lastIndexOf('@') + 1);
    try {
      URI uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getQuery() == null && uri.getFragment() == null) {
        return Optional.of(uri);
      }
    } catch (URISyntaxException _) {
      // told below; the exception's text may hold the credentials
    }
    settings.problem(
        URL, "holds '" + shown + "'; write http://host:port or https://host:port, more by commas");
    return Optional.empty();
  }

  private static URI withoutCredentials(URI uri) {
    String authority = uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    return URI.create(uri.getScheme() + "://" + authority + uri.getRawPath());
  }

  private static Optional<String> authorization(Settings settings, List<URI> urls) {
    Optional<String> basic = basic(settings, urls);
    Optional<String> bearer = bearer(settings);
    if (basic.isPresent() && bearer.isPresent()) {
      settings.problem(BEARER_TOKEN, "and basic credentials are both given; keep one of them");
    }
    return basic.isPresent() ? basic : bearer;
  }

  private static Optional<String> basic(Settings settings, List<URI> urls) {
    Optional<String> userInfo = settings.text(BASIC_USER_INFO);
    String source = settings.text(BASIC_SOURCE).orElse(userInfo.isPresent() ? "USER_INFO" : "URL");
    Optional<String> credentials =
        switch (source) {
          case "USER_INFO" -> {
            if (userInfo.isEmpty()) {
              settings.problem(
                  BASIC_USER_INFO,
                  "is missing, but " + BASIC_SOURCE + " is USER_INFO; write user:password");
            }
            yield userInfo;
          }
          case "URL" -> urls.stream().map(URI::getUserInfo).filter(it -> it != null).findFirst();
          default -> {
            settings.problem(BASIC_SOURCE, "is '" + source + "'; write USER_INFO or URL");
            yield Optional.empty();
          }
        };
    if (credentials.isPresent() && credentials.get().indexOf(':') < 0) {
      settings.problem(
          source.equals("URL") ? URL : BASIC_USER_INFO,
          "holds credentials without a colon; write user:password");
    }
    return credentials.map(it -> "Basic " + Base64.getEncoder().encodeToString(it.getBytes(UTF_8)));
  }

  private static Optional<String> bearer(Settings settings) {
    Optional<String> token = settings.text(BEARER_TOKEN);
    Optional<String> source = settings.text(BEARER_SOURCE);
    if (source.isPresent() && !source.get().equals("STATIC_TOKEN")) {
      settings.problem(
          BEARER_SOURCE,
          "is '"
              + source.get()
              + "'; write STATIC_TOKEN, or use Confluent's own serializer (docs/schemas.md)");
    } else if (source.isPresent() && token.isEmpty()) {
      settings.problem(BEARER_TOKEN, "is missing, but " + BEARER_SOURCE + " is STATIC_TOKEN");
    }
    if (token.isPresent() && !token.get().chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      settings.problem(BEARER_TOKEN, "holds a blank, a line end or a letter outside ASCII");
      return Optional.empty();
    }
    return token.map(it -> "Bearer " + it);
  }

  private static Optional<InetSocketAddress> proxy(Settings settings) {
    Optional<String> host = settings.text("proxy.host");
    int port = settings.number("proxy.port", -1, 65_535, -1);
    if (host.isPresent() && port < 1) {
      settings.problem("proxy.port", "is missing, but proxy.host is given; write 1 to 65535");
      return Optional.empty();
    }
    return host.map(it -> InetSocketAddress.createUnresolved(it, port));
  }
}
