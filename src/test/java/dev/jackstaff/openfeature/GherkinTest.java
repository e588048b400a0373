package dev.jackstaff.openfeature;

import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;

/** OpenFeature's own suite against the provider. */
class GherkinTest {
  @TestFactory
  List<DynamicTest> scenario_holdsInProcess(TestReporter reporter) {
    try (InProcess subject = new InProcess()) {
      return Gherkin.run(subject, Gherkin.LEFT_OUT_BY_THE_SDK, reporter);
    }
  }
}
