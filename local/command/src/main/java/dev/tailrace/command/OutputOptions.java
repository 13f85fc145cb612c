package dev.tailrace.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `--json`, for commands whose output is data.
final class OutputOptions {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON object to stdout and nothing else.")
  private boolean json;

  boolean isJson() {
    return json;
  }

  /// Where results go.
  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /// Where progress and remarks go.
  PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /// A line of progress, or a remark.
  void say(String words) {
    err().println(words);
    err().flush();
  }

  void printJson(Object value) {
    try {
      out().println(JSON.writeValueAsString(value));
      out().flush();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("this output is always JSON: " + value, e);
    }
  }
}
