package dev.tailrace.sink.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.connect.health.ConnectClusterState;

/// Whether the worker does its work at all: whether the part of it that leads connectors answers.
@Path("/health/live")
public final class LiveResource {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final ConnectClusterState cluster;

  LiveResource(ConnectClusterState cluster) {
    this.cluster = cluster;
  }

  /// 200, or 503 with a sentence.
  @GET
  public Response live() throws InterruptedException {
    FutureTask<Integer> question = new FutureTask<>(() -> cluster.connectors().size());
    Thread thread = Thread.ofVirtual().name("health-live").start(question);
    try {
      int connectors = question.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      return answer(Response.Status.OK, "The worker answers and has " + connectors + " connectors");
    } catch (TimeoutException _) {
      thread.interrupt();
      return answer(
          Response.Status.SERVICE_UNAVAILABLE,
          "The worker hangs: it has not named its connectors within " + LIMIT.toSeconds() + " s");
    } catch (ExecutionException e) {
      return answer(
          Response.Status.SERVICE_UNAVAILABLE,
          "The worker does not lead its connectors: " + e.getCause().getMessage());
    }
  }

  private static Response answer(Response.Status status, String line) {
    return Response.status(status).type(MediaType.TEXT_PLAIN_TYPE).entity(line + "\n").build();
  }
}
