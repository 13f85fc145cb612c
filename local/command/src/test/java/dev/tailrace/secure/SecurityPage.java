package dev.tailrace.secure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/// The rights that docs/security.md writes down, taken from there, so that the page is what is
/// tested.
final class SecurityPage {
  private final List<String> lines;

  private SecurityPage(List<String> lines) {
    this.lines = lines;
  }

  static SecurityPage read() throws IOException {
    Path samples = Path.of(System.getProperty("tailrace.samples"));
    return new SecurityPage(Files.readAllLines(samples.resolveSibling("docs/security.md")));
  }

  /// What the `kafka-acls` commands of the page give to a principal.
  List<AclBinding> rights(String principal) {
    return lines.stream()
        .filter(line -> line.startsWith("kafka-acls "))
        .filter(line -> line.contains(" User:" + principal + " "))
        .flatMap(line -> bindings(line).stream())
        .toList();
  }

  /// The GRANT statements below a heading.
  List<String> grants(String heading) {
    List<String> section = lines.subList(lines.indexOf("## " + heading) + 1, lines.size());
    return section.stream()
        .takeWhile(line -> !line.startsWith("## "))
        .filter(line -> line.startsWith("GRANT "))
        .map(line -> line.replace(";", ""))
        .toList();
  }

  private static List<AclBinding> bindings(String command) {
    List<String> words = List.of(command.split(" ", -1));
    PatternType pattern = PatternType.LITERAL;
    String principal = "";
    ResourceType type = ResourceType.UNKNOWN;
    String name = "";
    List<AclOperation> operations = new ArrayList<>();
    for (int i = 0; i < words.size() - 1; i++) {
      String next = words.get(i + 1);
      switch (words.get(i)) {
        case "--allow-principal" -> principal = next;
        case "--operation" -> operations.add(operation(next));
        case "--resource-pattern-type" ->
            pattern = PatternType.fromString(next.toUpperCase(Locale.ROOT));
        case "--topic", "--group", "--transactional-id" -> {
          type =
              ResourceType.fromString(
                  words.get(i).substring(2).replace('-', '_').toUpperCase(Locale.ROOT));
          name = next;
        }
        default -> {
          // the broker, and what stands behind one of the above
        }
      }
    }
    ResourcePattern resource = new ResourcePattern(type, name, pattern);
    String who = principal;
    return operations.stream()
        .map(
            operation ->
                new AclBinding(
                    resource, new AccessControlEntry(who, "*", operation, AclPermissionType.ALLOW)))
        .toList();
  }

  private static AclOperation operation(String word) {
    return AclOperation.fromString(
        word.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT));
  }
}
