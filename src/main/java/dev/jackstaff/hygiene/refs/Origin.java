package dev.jackstaff.hygiene.refs;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What version control says of a place.
 *
 * @param since when the line, but for blanks, came to stand in the file; null if it is not
 *     committed
 * @param owner who wrote most of the file's lines; null if nobody is known
 */
public record Origin(@Nullable LocalDate since, @Nullable String owner) {}
