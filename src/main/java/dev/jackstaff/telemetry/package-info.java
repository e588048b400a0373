/**
 * OpenTelemetry's event of a flag evaluation. No other package depends on this one; applications
 * with OpenTelemetry use it.
 */
@NullMarked
package dev.jackstaff.telemetry;

import org.jspecify.annotations.NullMarked;
