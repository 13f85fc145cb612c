package dev.tailrace.command;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.tailrace.postgres.PostgresAddress;
import dev.tailrace.stack.ClickHouseHttp;
import dev.tailrace.stack.StackState;
import dev.tailrace.topology.TopicNames;
import dev.tailrace.topology.TypedEvents;

@AnalyzeClasses(
    packages = {
      "dev.tailrace.audit",
      "dev.tailrace.bench",
      "dev.tailrace.bucket",
      "dev.tailrace.command",
      "dev.tailrace.cost",
      "dev.tailrace.doctor",
      "dev.tailrace.faults",
      "dev.tailrace.lake",
      "dev.tailrace.letters",
      "dev.tailrace.lookup",
      "dev.tailrace.parts",
      "dev.tailrace.produce",
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
  static final ArchRule benchmarksAndParts_knowNeitherFaultsNorTheCommand =
      noClasses()
          .that()
          .resideInAnyPackage("dev.tailrace.bench", "dev.tailrace.parts")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.tailrace.faults..", "dev.tailrace.command..", "picocli..");

  @ArchTest
  static final ArchRule faults_knowNeitherBenchmarksNorTheCommand =
      noClasses()
          .that()
          .resideInAPackage("dev.tailrace.faults")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.tailrace.bench..", "dev.tailrace.command..", "picocli..");

  @ArchTest
  static final ArchRule cost_isArithmeticOverAPriceList =
      noClasses()
          .that()
          .resideInAPackage("dev.tailrace.cost")
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.tailrace..")
                  .and(not(resideInAPackage("dev.tailrace.cost")))
                  .or(resideInAnyPackage("picocli..", "org.apache..", "software.amazon..")));

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
  static final ArchRule doctor_doesNotKnowTheCommand =
      noClasses()
          .that()
          .resideInAPackage("dev.tailrace.doctor")
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

  @ArchTest
  static final ArchRule audit_sharesNoCodeWithTheSinks =
      noClasses()
          .that()
          .resideInAPackage("dev.tailrace.audit")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "dev.tailrace.sink..",
                      "dev.tailrace.r2..",
                      "dev.tailrace.parquet..",
                      "dev.tailrace.iceberg..",
                      "dev.tailrace.postgres..",
                      "dev.tailrace.things..",
                      "dev.tailrace.window..",
                      "dev.tailrace.app..",
                      "dev.tailrace.command..",
                      "picocli..")
                  .and(not(type(PostgresAddress.class))));

  @ArchTest
  static final ArchRule audit_knowsOfTheTopologyHowTypedRecordsAreDecodedAndWhatTopicsAreCalled =
      noClasses()
          .that()
          .resideInAPackage("dev.tailrace.audit")
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.tailrace.topology..")
                  .and(not(type(TopicNames.class)))
                  .and(not(belongToAnyOf(TypedEvents.class))));

  @ArchTest
  static final ArchRule audit_doesNotUseTheChecksOfTheStack =
      noClasses()
          .that()
          .resideInAPackage("dev.tailrace.audit")
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.tailrace.stack..")
                  .and(not(type(StackState.class)))
                  .and(not(type(ClickHouseHttp.class))));
}
