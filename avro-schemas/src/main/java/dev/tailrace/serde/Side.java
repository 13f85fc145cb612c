package dev.tailrace.serde;

/// Which side of a record a serde works on.
enum Side {
  KEY("key"),
  VALUE("value");

  private final String label;

  Side(String label) {
    this.label = label;
  }

  String suffix() {
    return "-" + label;
  }

  String strategySetting() {
    return label + ".subject.name.strategy";
  }
}
