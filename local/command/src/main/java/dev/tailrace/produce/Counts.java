package dev.tailrace.produce;

import java.util.ArrayList;
import java.util.List;

/// What became of an input's documents so far. Not thread-safe.
final class Counts {
  private static final int MOST_PROBLEMS = 20;

  private final List<String> problems = new ArrayList<>();
  private long documents;
  private long events;
  private long deadLetters;
  private long refused;
  private boolean finished;

  static Counts from(FileProgress progress) {
    Counts counts = new Counts();
    counts.documents = progress.documents();
    counts.events = progress.events();
    counts.deadLetters = progress.deadLetters();
    counts.refused = progress.refused();
    counts.finished = progress.done();
    counts.problems.addAll(progress.problems());
    return counts;
  }

  void event() {
    documents++;
    events++;
  }

  void deadLetter() {
    documents++;
    deadLetters++;
  }

  void refused(String why) {
    documents++;
    refused++;
    problem(why);
  }

  /// Keeps the first few; that there were more is told by the last one kept.
  void problem(String what) {
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(what);
    } else if (problems.size() == MOST_PROBLEMS) {
      problems.add("and more of the kind; the counts tell how many");
    }
  }

  void finished() {
    finished = true;
  }

  boolean isFinished() {
    return finished;
  }

  long documents() {
    return documents;
  }

  long events() {
    return events;
  }

  FileProgress snapshot(FileProgress of) {
    return new FileProgress(
        of.file(),
        of.generation(),
        of.bytes(),
        documents,
        events,
        deadLetters,
        refused,
        finished,
        problems);
  }
}
