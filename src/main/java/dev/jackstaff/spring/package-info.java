/**
 * The integration with Spring Boot 3.5 and 4: auto-configuration of the {@code FeatureFlags}
 * instance, the filter, the console, OFREP, health and info by properties {@code jackstaff.*}.
 *
 * <p>This package connects the others and may use them all. Spring finds it through {@code
 * META-INF/spring}; no other code refers to it.
 */
@NullMarked
package dev.jackstaff.spring;

import org.jspecify.annotations.NullMarked;
