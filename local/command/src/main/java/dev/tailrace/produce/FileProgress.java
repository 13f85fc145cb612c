package dev.tailrace.produce;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/// How far a file is published: the value of a record on the topic of progress.
///
/// @param file name of the file, for readers of the topic
/// @param generation 1, and one more for each time it is published again on purpose
/// @param bytes length of the file
/// @param documents documents dealt with, from the beginning of the file
/// @param events those of them that went to the raw topic
/// @param deadLetters those that went to the dead-letter topic
/// @param refused those that went nowhere
/// @param done the file was read to its end
/// @param problems what the user was told is wrong with the file, the first few
@JsonIgnoreProperties(ignoreUnknown = true)
record FileProgress(
    String file,
    int generation,
    long bytes,
    long documents,
    long events,
    long deadLetters,
    long refused,
    boolean done,
    List<String> problems) {
  FileProgress {
    problems = problems == null ? List.of() : List.copyOf(problems);
  }

  static FileProgress begin(String file, long bytes, int generation) {
    return new FileProgress(file, generation, bytes, 0, 0, 0, 0, false, List.of());
  }
}
