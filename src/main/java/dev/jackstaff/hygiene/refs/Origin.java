package dev.jackstaff.hygiene.refs;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What version control says of a place.
 *
 * @param since when the name, or else the line, first stood in the file; null if it is not
 *     committed
 * @param owner who answers for the file: by CODEOWNERS, or else who wrote most of its lines; null
 *     if nobody is known
 */
public record Origin(@Nullable LocalDate since, @Nullable String owner) {}
