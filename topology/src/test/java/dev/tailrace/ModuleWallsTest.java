package dev.tailrace;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The walls between the packages of this module.
@AnalyzeClasses(packages = "dev.tailrace", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleWallsTest {
  @ArchTest
  static final ArchRule eventKnowsOnlyJsonAndUlids =
      classes()
          .that()
          .resideInAPackage("dev.tailrace.event")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.tailrace.event",
              "java.lang..",
              "java.util..",
              "java.nio..",
              "java.math",
              "java.io",
              "java.time..",
              "com.fasterxml.jackson.core..",
              "com.github.f4b6a3.ulid");

  @ArchTest
  static final ArchRule eventHasNoClock =
      noClasses()
          .that()
          .resideInAnyPackage("dev.tailrace.event", "dev.tailrace.window", "dev.tailrace.topology")
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(java.time.Clock.class);

  @ArchTest
  static final ArchRule windowsKnowEventsAndSketchesOnly =
      classes()
          .that()
          .resideInAPackage("dev.tailrace.window")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.tailrace.window",
              "dev.tailrace.event",
              "java.lang..",
              "java.util..",
              "java.nio.charset",
              "java.time..",
              "com.datadoghq.sketch.ddsketch.mapping",
              "net.jpountz.xxhash");

  @ArchTest
  static final ArchRule topologyKnowsNothingOfTheApplication =
      noClasses()
          .that()
          .resideInAPackage("dev.tailrace.topology")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.tailrace.app", "io.smallrye..", "org.eclipse.microprofile..");

  @ArchTest
  static final ArchRule serdesAreKnownByNameOnly =
      noClasses()
          .that()
          .resideInAnyPackage("dev.tailrace.topology", "dev.tailrace.app")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.tailrace.serde");

  @ArchTest
  static final ArchRule sealerIsPure =
      noClasses()
          .that()
          .haveSimpleNameStartingWith("Sealer")
          .or()
          .haveSimpleName("BatchIds")
          .or()
          .haveSimpleNameStartingWith("DeadLetterBudget$")
          .or()
          .haveSimpleName("DeadLetterBudget")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache..", "org.slf4j..");
}
