/**
 * OpenTelemetry's event of an evaluated flag. Nothing else links this room; an application with
 * OpenTelemetry does.
 */
@NullMarked
package dev.jackstaff.telemetry;

import org.jspecify.annotations.NullMarked;
