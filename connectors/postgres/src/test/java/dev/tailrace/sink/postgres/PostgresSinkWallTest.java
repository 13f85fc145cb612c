package dev.tailrace.sink.postgres;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The rule of what wins is pure, the tables know neither Kafka nor Connect, and the sink knows no
/// part of Tailrace but what sinks share.
@AnalyzeClasses(
    packages = {"dev.tailrace.things", "dev.tailrace.postgres", "dev.tailrace.sink.postgres"},
    importOptions = ImportOption.DoNotIncludeTests.class)
class PostgresSinkWallTest {
  @ArchTest
  static final ArchRule THINGS_ARE_PURE =
      classes()
          .that()
          .resideInAPackage("dev.tailrace.things")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.tailrace.things",
              "com.fasterxml.jackson.core..",
              "java.io",
              "java.lang..",
              "java.nio..",
              "java.time",
              "java.util..");

  @ArchTest
  static final ArchRule TABLES_KNOW_NO_KAFKA =
      noClasses()
          .that()
          .resideInAPackage("dev.tailrace.postgres..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "org.apache.avro..", "dev.tailrace.sink..");

  @ArchTest
  static final ArchRule ONLY_ITS_OWN_CLIENT =
      classes()
          .that()
          .resideInAPackage("dev.tailrace.sink.postgres")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.tailrace.sink..",
              "dev.tailrace.things",
              "dev.tailrace.postgres",
              "dev.tailrace.serde",
              "org.postgresql..",
              "org.apache.avro..",
              "org.apache.kafka.connect..",
              "org.apache.kafka.common..",
              "org.slf4j",
              "java..");
}
