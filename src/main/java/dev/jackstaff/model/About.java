package dev.jackstaff.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What people want to know of a flag. None of it has a part in deciding.
 *
 * @param description what the flag is for, or null
 * @param owner who answers for it, or null
 * @param tags words to find it by, in order
 * @param created when it was made, or null if unknown; a date means its start in UTC
 * @param expires when it should be gone, or null if it was not said
 * @param permanent whether it is meant to stay
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

  /** Nothing is known. */
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
