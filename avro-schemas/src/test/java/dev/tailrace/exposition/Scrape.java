package dev.tailrace.exposition;

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
///
/// @param names the metrics that are described, whether or not they have a value
/// @param samples the values by their series, `name{label="value"}`
public record Scrape(Set<String> names, Map<String, Double> samples) {
  private static final Pattern TYPE =
      Pattern.compile("# TYPE (\\S+) (counter|gauge|histogram|summary)");
  private static final Pattern SAMPLE = Pattern.compile("([a-z_]+(?:\\{[^}]*})?) (\\S+)");

  /// Reads `/metrics` of the server at an address; every line must be one of the format.
  public static Scrape of(URI server) throws Exception {
    HttpResponse<String> answer = get(server, "/metrics");
    if (answer.statusCode() != 200) {
      throw new IOException("status " + answer.statusCode() + ": " + answer.body());
    }
    Scrape scrape = new Scrape(new TreeSet<>(), new LinkedHashMap<>());
    answer.body().lines().forEach(scrape::take);
    return scrape;
  }

  /// The answer to a path of the server at an address.
  public static HttpResponse<String> get(URI server, String path) throws Exception {
    URI uri = server.resolve(path);
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
  public double value(String series) {
    return samples.get(series);
  }

  /// The sum of a metric over its labels.
  public double sum(String name) {
    return samples.entrySet().stream()
        .filter(sample -> sample.getKey().split("\\{", 2)[0].equals(name))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }
}
