package dev.tailrace.sink.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;

/// Whether Tailrace's connectors and all their tasks run.
@Path("/health/ready")
public final class ReadyResource {
  private final Sinks sinks;

  ReadyResource(Sinks sinks) {
    this.sinks = sinks;
  }

  /// 200, or 503 with the reasons; a JSON object either way.
  @GET
  public Response ready() {
    List<String> hindrances = hindrances();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("ready", hindrances.isEmpty());
    if (!hindrances.isEmpty()) {
      body.put("reasons", hindrances);
    }
    return Response.status(
            hindrances.isEmpty() ? Response.Status.OK : Response.Status.SERVICE_UNAVAILABLE)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .entity(body)
        .build();
  }

  private List<String> hindrances() {
    try {
      return sinks.hindrances();
    } catch (ConnectException e) {
      return List.of("the worker does not answer: " + e.getMessage());
    }
  }
}
