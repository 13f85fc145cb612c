package dev.tailrace.command;

import dev.tailrace.clickhouse.Endpoint;
import dev.tailrace.clickhouse.Query;
import dev.tailrace.stack.ClickHouseHttp;
import dev.tailrace.stack.Stack;
import dev.tailrace.stack.StackState;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tailrace query`.
@Command(
    name = "query",
    sortOptions = false,
    header = "Run SQL on the stack's ClickHouse.",
    description = {
      "",
      "Asks the running stack; when none runs on the data directory, starts its ClickHouse alone"
          + " for this one question."
    },
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tailrace query \"SELECT severity, count() FROM events GROUP BY severity\"",
      "  tailrace query --format JSONEachRow \"SELECT * FROM logs LIMIT 10\"",
      "  tailrace query - < report.sql",
      "  tailrace query --list",
      "  tailrace query --named error-search -p words='database timeout'"
    })
final class QueryCommand implements Callable<Integer> {
  private static final Duration DEFAULT_WINDOW = Duration.ofHours(24);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  @Spec private CommandSpec spec;
  @Mixin private DataOptions data;
  @Mixin private ClickHouseOptions clickHouse;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      description = {
        "table, TSV, JSONEachRow, or any other output format of ClickHouse.",
        "Default: table on a terminal, else TSV with names"
      })
  private String format;

  @Option(names = "--json", description = "Short for --format JSONEachRow.")
  private boolean json;

  @ArgGroup(multiplicity = "1")
  private Question question;

  @Option(
      names = {"-p", "--param"},
      paramLabel = "NAME=VALUE",
      description = {
        "A parameter of a documented query. May be repeated.",
        "Default for from and to: the last 24 hours, in UTC"
      })
  private Map<String, String> parameters = new TreeMap<>();

  /// One of: a statement, the name of a documented query, or the list of those.
  static final class Question {
    @Parameters(paramLabel = "SQL", description = "The statement; - reads it from stdin.")
    private String sql;

    @Option(
        names = "--named",
        paramLabel = "NAME",
        description = "Ask one of the documented queries instead.")
    private String named;

    @Option(names = "--list", description = "List the documented queries and their parameters.")
    private boolean list;
  }

  @Override
  public Integer call() throws IOException {
    if (question.list) {
      list();
      return ExitCode.OK;
    }
    Statement statement = statement();
    Optional<Endpoint> endpoint =
        clickHouse
            .endpoint()
            .or(() -> data.runningStack().map(StackState::clickHouseUrl).map(Endpoint::of));
    if (endpoint.isPresent()) {
      ask(endpoint.get(), statement);
    } else {
      Stack.withClickHouseAlone(data.directory(), alone -> ask(alone, statement));
    }
    return ExitCode.OK;
  }

  private record Statement(String sql, Map<String, ?> parameters) {}

  private Statement statement() throws IOException {
    if (question.named != null) {
      try {
        Query query = Query.named(question.named);
        return new Statement(query.sql(), query.bind(withDefaults(query)));
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), e.getMessage(), e);
      }
    }
    String sql =
        question.sql.equals("-")
            ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
            : question.sql;
    return new Statement(sql, parameters);
  }

  /// The last 24 hours and the documented limit, unless something else was said.
  private Map<String, String> withDefaults(Query query) {
    Instant now = InstantSource.system().instant();
    Map<String, String> values = new TreeMap<>(parameters);
    for (Query.Parameter parameter : query.parameters()) {
      switch (parameter.name()) {
        case "from" -> values.putIfAbsent("from", TIME.format(now.minus(DEFAULT_WINDOW)));
        case "to" -> values.putIfAbsent("to", TIME.format(now));
        case "limit" -> values.putIfAbsent("limit", parameter.example());
        default -> {} // what is asked about has no default
      }
    }
    return values;
  }

  private void list() {
    PrintWriter out = spec.commandLine().getOut();
    for (Query query : Query.all()) {
      out.printf("%-24s %s%n", query.name(), query.question());
      for (Query.Parameter parameter : query.parameters()) {
        out.printf(
            "%26s-p %s=%s   %s%n", "", parameter.name(), parameter.example(), parameter.meaning());
      }
    }
    out.flush();
  }

  private void ask(Endpoint endpoint, Statement statement) {
    PrintStream out = System.out;
    new ClickHouseHttp(endpoint, clickHouse.database())
        .query(statement.sql(), statement.parameters(), outputFormat(), out);
    out.flush();
  }

  private String outputFormat() {
    if (json) {
      return "JSONEachRow";
    }
    if (format == null) {
      return Terminal.showsOutput() ? "PrettyCompact" : "TabSeparatedWithNames";
    }
    return format.equals("table") ? "PrettyCompact" : format;
  }
}
