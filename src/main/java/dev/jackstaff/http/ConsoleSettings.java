package dev.jackstaff.http;

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
 * What a console was told.
 *
 * @param features the engine, or null for the one that the filter publishes
 * @param access who may do what
 * @param tokens the bearer tokens of scripts
 * @param csrf makes and checks the tokens of forms
 * @param overrides issues testers' tokens, or null if none are honoured
 * @param origins further origins under which the console is reached, as a browser writes them
 * @param limits the limits of what a client can take
 * @param references where the code names flags, or null if that is not known
 * @param lifetimes how long flags live, where it is not the usual; zero for ever
 * @param clock tells the time
 */
record ConsoleSettings(
    @Nullable FeatureFlags features,
    ConsoleAccess access,
    ConsoleTokens tokens,
    ConsoleCsrf csrf,
    @Nullable OverrideTokens overrides,
    List<String> origins,
    ConsoleLimits limits,
    @Nullable References references,
    Map<FlagType, Duration> lifetimes,
    InstantSource clock) {
  boolean isOpen() {
    return access instanceof ConsoleLoopback;
  }
}
