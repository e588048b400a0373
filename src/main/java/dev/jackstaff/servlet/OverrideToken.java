package dev.jackstaff.servlet;

import dev.jackstaff.model.FlagOverride;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a tester was allowed to see.
 *
 * @param flags what flags should say, by name
 * @param subject the id of the user for whom alone it counts, or null for whoever carries it
 * @param application for which application
 * @param expires until when
 * @param id by which it is revoked; see {@link OverrideTokens#revoking}
 */
public record OverrideToken(
    Map<String, FlagOverride> flags,
    @Nullable String subject,
    String application,
    Instant expires,
    String id) {
  /**
   * Copies the map.
   *
   * @param flags as above
   * @param subject as above
   * @param application as above
   * @param expires as above
   * @param id as above
   */
  public OverrideToken {
    flags = Map.copyOf(flags);
  }
}
