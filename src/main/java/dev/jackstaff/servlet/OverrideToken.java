package dev.jackstaff.servlet;

import dev.jackstaff.model.FlagOverride;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The content of a tester's token.
 *
 * @param flags the overrides by flag name
 * @param subject the id of the only user for whom it is valid, or null if it is valid for any
 *     bearer
 * @param application the application for which it is valid
 * @param expires the instant at which it expires
 * @param id the id that revokes it; see {@link OverrideTokens#revoking}
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
