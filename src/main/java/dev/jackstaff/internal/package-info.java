/**
 * The rules that several packages share and that no user sees; each is here once. Depends on the
 * JDK only, and knows neither flags nor requests. A new class belongs here if two packages need it
 * and it names no type of either.
 *
 * <ul>
 *   <li>Text: {@code OneLine} cleans what is logged or displayed, {@code Spelling} shows names and
 *       suggests the nearest one, {@code NamePatterns} matches names by globs.
 *   <li>Values: {@code Instants}, {@code JsonNumbers}, {@code PortableNumber} and {@code CaseFolds}
 *       decide how a text is read as a value; {@code Network} parses addresses.
 *   <li>Settings: {@code Params} reads parameters and collects all faults, {@code Secrets} checks
 *       and uses keys.
 *   <li>Threads: {@code Daemons} starts named threads, ends them and waits for them, {@code
 *       Listeners} calls listeners outside locks, {@code Fatal} rethrows errors that nobody may
 *       catch.
 * </ul>
 *
 * <p>The packages below have one task each: {@code eval} decides, {@code json} reads and writes
 * documents, {@code location} opens what a setting names, {@code jdbc} runs statements, {@code web}
 * serves the library's servlets.
 */
@NullMarked
package dev.jackstaff.internal;

import org.jspecify.annotations.NullMarked;
