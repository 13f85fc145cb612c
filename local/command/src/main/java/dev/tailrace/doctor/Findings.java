package dev.tailrace.doctor;

import dev.tailrace.doctor.Finding.Level;
import java.util.ArrayList;
import java.util.List;

/// Collects what one examination finds, in the order it is found. Not thread-safe.
public final class Findings {
  private final List<Finding> all = new ArrayList<>();

  void ok(String subject, String what) {
    all.add(new Finding(Level.OK, subject, what, ""));
  }

  void warning(String subject, String what, String remedy) {
    all.add(new Finding(Level.WARNING, subject, what, remedy));
  }

  void problem(String subject, String what, String remedy) {
    all.add(new Finding(Level.PROBLEM, subject, what, remedy));
  }

  /// A message of ours, which names its remedy itself.
  void problem(String subject, RuntimeException failure) {
    String message = failure.getMessage();
    problem(subject, message == null ? failure.toString() : message, "");
  }

  /// Everything that was found so far.
  public List<Finding> all() {
    return List.copyOf(all);
  }

  public boolean hasProblem() {
    return all.stream().anyMatch(finding -> finding.level() == Level.PROBLEM);
  }
}
