/**
 * Spring Boot 3.5 and 4: auto-configuration of the engine, the filter, the console, OFREP, health
 * and info by properties {@code jackstaff.*}.
 *
 * <p>It joins the other rooms and may use them all. Spring finds it through {@code
 * META-INF/spring}; nothing else links it.
 */
@NullMarked
package dev.jackstaff.spring;

import org.jspecify.annotations.NullMarked;
