/**
 * Servlets that are mounted beside the application: the console with its JSON API, for people and
 * scripts, and OFREP, for other languages. Each shares the filter's engine.
 *
 * <p>It may use everything else; nothing else uses it.
 */
@NullMarked
package dev.jackstaff.http;

import org.jspecify.annotations.NullMarked;
