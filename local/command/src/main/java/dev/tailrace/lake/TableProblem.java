package dev.tailrace.lake;

import dev.tailrace.sink.iceberg.TableFacts;
import dev.tailrace.sink.iceberg.TableFacts.ColumnDifference;
import java.util.ArrayList;
import java.util.List;

/// Something of a table that the sink needs otherwise.
///
/// @param subject `partitioning` or `column status`
/// @param found as it is, or `nothing`
record TableProblem(String subject, String expected, String found, String remedy) {
  private static final String NOTHING = "nothing";
  private static final String PARTITIONING = "partitioning";

  static List<TableProblem> of(TableFacts facts) {
    List<TableProblem> problems = new ArrayList<>();
    facts.differences().forEach(difference -> problems.add(of(difference)));
    if (!facts.partitioning().equals(facts.neededPartitioning())) {
      problems.add(
          new TableProblem(
              PARTITIONING,
              facts.neededPartitioning(),
              facts.partitioning(),
              "give the table that partitioning, or give the sink another namespace"));
    }
    return problems;
  }

  private static TableProblem of(ColumnDifference difference) {
    String remedy =
        difference.found().isEmpty()
            ? "tailrace schema apply"
            : "change the column's type in the table, or give the sink another namespace";
    return new TableProblem(
        "column " + difference.column(),
        difference.expected(),
        difference.found().orElse(NOTHING),
        remedy);
  }

  /// Whether an application mends it.
  boolean isMissingColumn() {
    return found.equals(NOTHING) && !subject.equals(PARTITIONING);
  }

  String sentence() {
    return "%s is %s and must be %s: %s".formatted(subject, found, expected, remedy);
  }
}
