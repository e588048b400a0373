/**
 * Compilation and evaluation of flags. Definitions are compiled once into the form that is cheapest
 * to evaluate, and a request only traverses the compiled form. No evaluation throws, blocks or
 * accesses a disk.
 *
 * <p>{@code FlagCompiler} and {@code ConditionCompiler} make {@code CompiledFlags}. {@code
 * CompiledFlag.decide} has the order of deciding: kill, required flags, listed users, layer, rules,
 * then the schedule or the percentage. {@code Split.decide} compares the first 32 bits of {@code
 * EvaluationRun.digest}, the MD5 of salt and id, with the threshold that {@code Buckets.threshold}
 * has made of the percentage; {@code Buckets} documents the formula. {@code ScheduledSplit} chooses
 * the split of a schedule's step.
 *
 * <p>This package depends on the model and RE2/J only, not on stores, JSON or requests.
 */
@NullMarked
package dev.jackstaff.internal.eval;

import org.jspecify.annotations.NullMarked;
