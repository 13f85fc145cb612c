package dev.tailrace.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/// The connectors of a Kafka Connect cluster, by its REST interface.
public final class ConnectLook {
  private static final String SUBJECT = "connect";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Findings findings;

  public ConnectLook(Findings findings) {
    this.findings = findings;
  }

  /// Looks at every connector of the worker.
  ///
  /// @param address such as `http://connect:8083`
  public void run(URI address) {
    String url = address.toString().replaceFirst("/+$", "");
    JsonNode connectors;
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      connectors = ask(client, URI.create(url + "/connectors?expand=status"));
    } catch (IOException e) {
      findings.problem(
          SUBJECT,
          url + " does not answer: " + (e.getMessage() == null ? e : e.getMessage()),
          "start the worker, or check the address of its REST interface");
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      findings.problem(SUBJECT, "interrupted while " + url + " was asked", "");
      return;
    }
    if (connectors.isEmpty()) {
      findings.warning(
          SUBJECT,
          url + " has no connectors",
          "post them as docs/sinks.md, r2.md and things.md say");
    }
    for (Map.Entry<String, JsonNode> connector : connectors.properties()) {
      connector(url, connector.getKey(), connector.getValue().path("status"));
    }
  }

  private void connector(String url, String name, JsonNode status) {
    boolean failed = isFailed(status.path("connector"));
    String why = status.path("connector").path("trace").asText();
    for (JsonNode task : status.path("tasks")) {
      if (isFailed(task)) {
        failed = true;
        why = task.path("trace").asText();
      }
    }
    if (failed) {
      findings.problem(
          SUBJECT,
          "connector %s has failed: %s".formatted(name, cause(why)),
          "mend that, then: curl -X POST '%s/connectors/%s/restart?includeTasks=true&onlyFailed=true'"
              .formatted(url, name));
    } else if (status.path("tasks").isEmpty()) {
      findings.warning(SUBJECT, "connector " + name + " has no task", "see the log of the worker");
    } else {
      findings.ok(
          SUBJECT,
          "connector %s: %d tasks, %s"
              .formatted(
                  name,
                  status.path("tasks").size(),
                  status.path("connector").path("state").asText().toLowerCase(Locale.ROOT)));
    }
  }

  private static boolean isFailed(JsonNode part) {
    return part.path("state").asText().equals("FAILED");
  }

  /// The innermost cause of a stack trace, which says most.
  private static String cause(String trace) {
    return trace
        .lines()
        .filter(line -> line.startsWith("Caused by: "))
        .reduce((_, last) -> last)
        .map(line -> line.substring("Caused by: ".length()))
        .orElseGet(() -> trace.lines().findFirst().orElse("no reason given"));
  }

  private static JsonNode ask(HttpClient client, URI question)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(question).timeout(PATIENCE).build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("status " + answer.statusCode());
    }
    return JSON.readTree(answer.body());
  }
}
