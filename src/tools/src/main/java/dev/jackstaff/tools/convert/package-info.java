/**
 * The translation of other systems' definitions into a flag file. A {@link
 * dev.jackstaff.tools.convert.SourceSystem} names the system, its {@link
 * dev.jackstaff.tools.convert.FlagConverter} reads the files, and {@link
 * dev.jackstaff.tools.convert.ConvertedFlags} collects the flags, the notes of the report and the
 * faults of the input. Systems with ordered rules are read into a {@link
 * dev.jackstaff.tools.convert.DecisionList}, which alone knows how rules are written.
 */
@NullMarked
package dev.jackstaff.tools.convert;

import org.jspecify.annotations.NullMarked;
