package dev.tailrace.clickhouse;

import java.net.URI;

/// Where a ClickHouse server listens for HTTP, and as whom to speak to it.
///
/// @param url `http://host:8123` or `https://host:8443`
/// @param user `default` on a server of one's own
/// @param password empty for none; never printed
public record Endpoint(URI url, String user, String password) {
  public Endpoint {
    String scheme = url.getScheme();
    if (url.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw new IllegalArgumentException(
          "ClickHouse URL '%s' is no HTTP address: write http://host:8123 or https://host:8443"
              .formatted(url));
    }
  }

  /// User `default` without a password.
  public static Endpoint of(String url) {
    return new Endpoint(URI.create(url), "default", "");
  }

  @Override
  public String toString() {
    return "%s as %s".formatted(url, user);
  }
}
