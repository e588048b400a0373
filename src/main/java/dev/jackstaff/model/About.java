package dev.jackstaff.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The descriptive metadata of a flag, for people. None of it affects a decision.
 *
 * @param description what the flag is for, or null
 * @param owner who is responsible for it, or null
 * @param tags labels to search for, in order
 * @param created when it was created, or null if unknown; a date means the start of that day in UTC
 * @param expires when it should be removed, or null if not specified
 * @param permanent whether it is meant to stay for good
 * @param metadata anything else, as JSON values, in order
 */
public record About(
    @Nullable String description,
    @Nullable String owner,
    List<String> tags,
    @Nullable Instant created,
    @Nullable Instant expires,
    boolean permanent,
    Map<String, @Nullable Object> metadata) {

  /** The metadata of a flag of which nothing is known. */
  public static final About NOTHING =
      new About(null, null, List.of(), null, null, false, Map.<String, @Nullable Object>of());

  /**
   * Copies the lists.
   *
   * @param description as above
   * @param owner as above
   * @param tags as above
   * @param created as above
   * @param expires as above
   * @param permanent as above
   * @param metadata as above
   */
  public About {
    tags = List.copyOf(tags);
    metadata = JsonValues.copy(metadata);
  }
}
