/**
 * OpenTelemetry's event of a flag evaluation. Only {@code spring} depends on this package;
 * applications with OpenTelemetry use it.
 */
@NullMarked
package dev.jackstaff.telemetry;

import org.jspecify.annotations.NullMarked;
