package dev.jackstaff.hygiene;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * The origin of a place, according to version control.
 *
 * @param since the date when the flag's name was first added to the file, under whatever name the
 *     file had then; if the line does not contain the name, the date when the line was added; null
 *     if it is not committed
 * @param commit the abbreviated commit that added it; null if {@code since} is null
 * @param owner the owner of the file according to {@code CODEOWNERS}, or else the author of most of
 *     its lines; null if none is known
 */
public record Origin(@Nullable LocalDate since, @Nullable String commit, @Nullable String owner) {}
