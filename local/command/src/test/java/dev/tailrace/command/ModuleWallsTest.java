package dev.tailrace.command;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = {
      "dev.tailrace.command",
      "dev.tailrace.produce",
      "dev.tailrace.letters",
      "dev.tailrace.bucket",
      "dev.tailrace.lake",
      "dev.tailrace.lookup",
      "dev.tailrace.stack"
    },
    importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleWallsTest {
  @ArchTest
  static final ArchRule produce_knowsNeitherStackNorCommand =
      noClasses()
          .that()
          .resideInAPackage("dev.tailrace.produce")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.tailrace.stack..", "dev.tailrace.command..", "picocli..");

  @ArchTest
  static final ArchRule stack_doesNotKnowTheCommand =
      noClasses()
          .that()
          .resideInAPackage("dev.tailrace.stack")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.tailrace.command..", "picocli..");

  @ArchTest
  static final ArchRule letters_knowNeitherStackNorCommand =
      noClasses()
          .that()
          .resideInAPackage("dev.tailrace.letters")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.tailrace.stack..", "dev.tailrace.command..", "picocli..");

  @ArchTest
  static final ArchRule bucketsAndTheirSchema_knowNeitherStackNorCommand =
      noClasses()
          .that()
          .resideInAnyPackage("dev.tailrace.bucket", "dev.tailrace.lake")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.tailrace.stack..", "dev.tailrace.command..", "picocli..");

  @ArchTest
  static final ArchRule lookUp_doesNotKnowTheCommand =
      noClasses()
          .that()
          .resideInAPackage("dev.tailrace.lookup")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.tailrace.command..", "picocli..");

  @ArchTest
  static final ArchRule stack_doesNotKnowTheLookUp =
      noClasses()
          .that()
          .resideInAPackage("dev.tailrace.stack")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.tailrace.lookup..");
}
