package dev.tailrace.command;

import dev.tailrace.clickhouse.SchemaReport.Problem;
import dev.tailrace.postgres.schema.ThingsSchema;
import dev.tailrace.postgres.schema.ThingsSchemaReport;
import dev.tailrace.postgres.schema.ThingsSchemaReport.SchemaObject;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What `tailrace schema` says of Postgres.
final class PostgresView {
  private final PrintWriter out;

  PostgresView(PrintWriter out) {
    this.out = out;
  }

  void print(ThingsSchema.Applied files) {
    files.applied().forEach(file -> out.println("applied   postgres " + file));
    files.unchanged().forEach(file -> out.println("unchanged postgres " + file));
  }

  void print(ThingsSchemaReport report) {
    out.printf("%s, Postgres %s%n", report.place(), report.server());
    for (SchemaObject object : report.objects()) {
      if (object.kind().equals("table")) {
        out.printf(
            "  %-24s %-24s %3d columns %,14d rows %,14d bytes%n",
            object.name(), object.kind(), object.columns(), object.rows(), object.bytes());
      } else {
        out.printf("  %-24s %s%n", object.name(), object.kind());
      }
    }
  }

  /// Under one key, beside those of the other stores.
  static Map<String, Object> json(ThingsSchemaReport report) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("place", report.place());
    json.put("server", report.server());
    json.put("objects", report.objects());
    return json;
  }

  /// In the form that the other stores' problems have.
  static List<Problem> problems(ThingsSchemaReport report) {
    return report.problems().stream()
        .map(
            problem ->
                new Problem(
                    "postgres " + problem.object(),
                    problem.expected(),
                    problem.found(),
                    problem.remedy()))
        .toList();
  }
}
