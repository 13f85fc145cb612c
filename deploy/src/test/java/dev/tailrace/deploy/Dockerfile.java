package dev.tailrace.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

/// The Dockerfile's stages and their instructions; lines that go on behind a backslash are one.
record Dockerfile(List<Stage> stages) {
  static final Dockerfile FILE =
      of(Repository.text(Repository.DEPLOY.resolve("docker/Dockerfile")));

  /// One instruction, such as `USER` with `10001:10001`.
  record Instruction(String word, String rest) {}

  /// What lies between a FROM and the next.
  record Stage(String base, String name, List<Instruction> instructions) {
    Stream<String> all(String word) {
      return instructions.stream()
          .filter(instruction -> instruction.word().equals(word))
          .map(Instruction::rest);
    }

    /// The rest of the last instruction with this word.
    String last(String word) {
      return all(word)
          .reduce((_, later) -> later)
          .orElseThrow(() -> new NoSuchElementException(name + " has no " + word));
    }

    /// The words of an instruction in exec form.
    List<String> words(String word) {
      String rest = last(word);
      List<String> words = new ArrayList<>();
      Repository.json(rest.substring(rest.indexOf('['))).forEach(text -> words.add(text.asText()));
      return words;
    }
  }

  static Dockerfile of(String text) {
    List<Stage> stages = new ArrayList<>();
    String joined = text.replaceAll("(?m)^#.*$", "").replace("\\\n", " ");
    for (String line : joined.lines().filter(candidate -> !candidate.isBlank()).toList()) {
      String[] both = line.strip().split("\\s+", 2);
      if (both[0].equals("FROM")) {
        String[] from = both[1].split("\\s+AS\\s+", 2);
        stages.add(new Stage(from[0], from[1], new ArrayList<>()));
      } else {
        stages.getLast().instructions().add(new Instruction(both[0], both[1].strip()));
      }
    }
    return new Dockerfile(stages);
  }

  Stage stage(String name) {
    return stages.stream()
        .filter(stage -> stage.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException("no stage " + name));
  }
}
