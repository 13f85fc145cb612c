package dev.tailrace.sink;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// What every sink shares knows no store.
@AnalyzeClasses(
    packages = "dev.tailrace.sink",
    importOptions = {ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class})
class SinkCoreWallTest {
  @ArchTest
  static final ArchRule KNOWS_NO_STORE =
      classes()
          .that()
          .resideInAPackage("dev.tailrace.sink")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.tailrace.sink",
              "dev.tailrace.delivery",
              "dev.tailrace.metrics",
              "dev.tailrace.wire",
              "org.apache.kafka.connect..",
              "org.apache.kafka.common..",
              "org.apache.kafka.clients.consumer",
              "org.slf4j",
              "javax.management",
              "java..");
}
