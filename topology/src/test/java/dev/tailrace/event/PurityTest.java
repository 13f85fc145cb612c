package dev.tailrace.event;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.tailrace.event",
    importOptions = ImportOption.DoNotIncludeTests.class)
class PurityTest {
  @ArchTest
  static final ArchRule event_dependsOnlyOnJava =
      classes()
          .that()
          .resideInAPackage("dev.tailrace.event..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "dev.tailrace.event..");

  @ArchTest
  static final ArchRule event_asksNoClock =
      classes()
          .that()
          .resideInAPackage("dev.tailrace.event..")
          .should()
          .onlyCallMethodsThat(
              DescribedPredicate.describe(
                  "tell no time of day",
                  method ->
                      !(method.getName().equals("now")
                          || method.getName().equals("currentTimeMillis")
                          || method.getName().equals("nanoTime"))));
}
