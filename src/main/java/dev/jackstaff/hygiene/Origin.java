package dev.jackstaff.hygiene;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What version control says of a place.
 *
 * @param since when the flag's name first came to the file, under whatever name the file had then;
 *     where the name is not written, when the line came; null if it is not committed
 * @param commit the commit that brought it, shortened; null as {@code since} is
 * @param owner who owns the file by {@code CODEOWNERS}; where that says nothing, who wrote most of
 *     its lines; null if nobody is known
 */
public record Origin(@Nullable LocalDate since, @Nullable String commit, @Nullable String owner) {}
