package dev.jackstaff.console;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.hygiene.References;
import dev.jackstaff.model.FlagType;
import dev.jackstaff.servlet.OverrideTokens;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a console.
 *
 * @param features the flags, or null for those that the filter publishes
 * @param access decides about the access of users
 * @param tokens the bearer tokens of scripts
 * @param csrf makes and checks the tokens of forms
 * @param overrides issues testers' tokens, or null if the filter accepts none
 * @param origins further origins under which the console is reached, as a browser writes them
 * @param limits the limits of what a client can take
 * @param references the references to flags in the code, or null if they are not known
 * @param lifetimes the lifetimes of flags by type, where they differ from the defaults; zero for no
 *     end
 * @param clock the wall clock
 */
record ConsoleSettings(
    @Nullable FeatureFlags features,
    ConsoleAccess access,
    BearerTokens tokens,
    CsrfTokens csrf,
    @Nullable OverrideTokens overrides,
    List<String> origins,
    ResourceLimits limits,
    @Nullable References references,
    Map<FlagType, Duration> lifetimes,
    InstantSource clock) {
  boolean isOpen() {
    return access instanceof LoopbackAccess;
  }
}
