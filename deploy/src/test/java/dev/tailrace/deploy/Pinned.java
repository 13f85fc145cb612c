package dev.tailrace.deploy;

import java.util.List;
import java.util.regex.Pattern;

/// The rule for references to images: a tag that names one version.
final class Pinned {
  /// At least `1.2`, or `v3.5.0`: what moves with every patch (`25`, `latest`, `noble`) is none.
  private static final Pattern VERSION = Pattern.compile(".*\\d+\\.\\d+.*");

  private Pinned() {}

  static List<String> problems(String image) {
    int slash = image.lastIndexOf('/');
    int colon = image.indexOf(':', slash + 1);
    if (colon < 0) {
      return List.of(image + " has no tag");
    }
    String tag = image.substring(colon + 1);
    return VERSION.matcher(tag).matches() ? List.of() : List.of(image + " names no version");
  }
}
