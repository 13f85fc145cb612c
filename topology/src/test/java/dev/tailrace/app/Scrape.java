package dev.tailrace.app;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a process exposes, read as Prometheus reads it, over HTTP.
record Scrape(Set<String> names, Map<String, Double> samples) {
  private static final Pattern TYPE =
      Pattern.compile("# TYPE (\\S+) (counter|gauge|histogram|summary)");
  private static final Pattern SAMPLE = Pattern.compile("([a-z_]+(?:\\{[^}]*})?) (\\S+)");

  /// Reads `/metrics`; every line must be one of the format.
  static Scrape of(TailraceApplication application) throws Exception {
    HttpResponse<String> answer = get(application, "/metrics");
    if (answer.statusCode() != 200) {
      throw new IOException("status " + answer.statusCode() + ": " + answer.body());
    }
    Scrape scrape = new Scrape(new TreeSet<>(), new LinkedHashMap<>());
    answer.body().lines().forEach(scrape::take);
    return scrape;
  }

  /// The answer to a path of the application's health server.
  static HttpResponse<String> get(TailraceApplication application, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + application.httpPort().orElseThrow() + path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
  }

  private void take(String line) {
    Matcher type = TYPE.matcher(line);
    Matcher sample = SAMPLE.matcher(line);
    if (type.matches()) {
      names.add(type.group(1));
    } else if (sample.matches()) {
      samples.put(sample.group(1), Double.valueOf(sample.group(2)));
    } else if (!line.startsWith("# HELP ")) {
      throw new AssertionError("no line of Prometheus's format: " + line);
    }
  }

  /// The value of one series, `name{label="value"}`.
  double value(String series) {
    return samples.get(series);
  }

  /// The sum of a metric over its labels.
  double sum(String name) {
    return samples.entrySet().stream()
        .filter(sample -> sample.getKey().split("\\{", 2)[0].equals(name))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }
}
