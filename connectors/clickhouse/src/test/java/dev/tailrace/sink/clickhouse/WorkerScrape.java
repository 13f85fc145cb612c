package dev.tailrace.sink.clickhouse;

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

/// What a worker exposes, read as Prometheus reads it, over HTTP.
record WorkerScrape(Set<String> names, Map<String, Double> samples) {
  private static final Pattern TYPE =
      Pattern.compile("# TYPE (\\S+) (counter|gauge|histogram|summary)");
  private static final Pattern SAMPLE = Pattern.compile("([a-z_]+(?:\\{[^}]*})?) (\\S+)");

  /// Reads `/metrics`; every line must be one of the format.
  static WorkerScrape of(ConnectWorker worker) throws Exception {
    HttpResponse<String> answer = get(worker, "/metrics");
    if (answer.statusCode() != 200) {
      throw new IOException("status " + answer.statusCode() + ": " + answer.body());
    }
    WorkerScrape scrape = new WorkerScrape(new TreeSet<>(), new LinkedHashMap<>());
    answer.body().lines().forEach(scrape::take);
    return scrape;
  }

  /// The answer to a path of the worker's REST interface.
  static HttpResponse<String> get(ConnectWorker worker, String path) throws Exception {
    URI uri = worker.url().resolve(path);
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
