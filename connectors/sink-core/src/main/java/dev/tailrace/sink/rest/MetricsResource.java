package dev.tailrace.sink.rest;

import dev.tailrace.exposition.Exposition;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/// The metrics of the worker's sinks.
@Path("/metrics")
public final class MetricsResource {
  private final Exposition metrics;

  MetricsResource(Exposition metrics) {
    this.metrics = metrics;
  }

  /// Prometheus's text, or what the header asks for.
  @GET
  public Response metrics(@HeaderParam(HttpHeaders.ACCEPT) String accept) {
    Exposition.Page page = metrics.page(accept);
    return Response.ok(page.body()).header(HttpHeaders.CONTENT_TYPE, page.contentType()).build();
  }
}
