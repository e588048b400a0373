package dev.jackstaff;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/**
 * Tests that need programs beside a JDK and Maven, or that take long: {@code mvn verify} skips
 * them, {@code mvn -Pall verify} and a single test in the inner loop do not.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@DisabledIfSystemProperty(
    named = "jackstaff.all",
    matches = "false",
    disabledReason = "only with -Pall: needs more than a JDK and Maven, or takes long")
public @interface OnlyWithAll {}
