package dev.jackstaff.launchdarkly;

import com.launchdarkly.sdk.LDContext;
import com.launchdarkly.sdk.server.interfaces.LDClientInterface;
import dev.jackstaff.ExternalFlags;
import dev.jackstaff.FlagSource;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import dev.jackstaff.model.User;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The flags of LaunchDarkly, evaluated once per request.
 *
 * <pre>{@code
 * FeatureFlags features = FeatureFlags.of(LaunchDarklyFlags.of(client, "new_checkout", "checkout_button"));
 * }</pre>
 *
 * <p>A flag is on unless its value is false or null; a string is its own variant. The user's id is
 * the context's key, the attributes are the context's; a user without id becomes the anonymous
 * context {@code anonymous}. A request costs one variation call for each named flag. If no flags
 * are named, it costs one {@code allFlagsState} for all of them, which sends no events to
 * LaunchDarkly. While the client is not initialized, a request costs nothing and all flags have
 * their fallbacks.
 */
public final class LaunchDarklyFlags {
  private LaunchDarklyFlags() {}

  /**
   * {@return some of LaunchDarkly's flags; waits as {@link Builder#build} does}
   *
   * @param client the client, which is not closed
   * @param flags their names, at least one, in display order
   * @throws IllegalArgumentException if no flag is named
   */
  public static FlagSource of(LDClientInterface client, String... flags) {
    return builder(client).flags(flags).build();
  }

  /**
   * {@return all of LaunchDarkly's flags, in alphabetical order, including those that are added
   * later; waits as {@link Builder#build} does}
   *
   * @param client the client, which is not closed
   */
  public static FlagSource all(LDClientInterface client) {
    return builder(client).build();
  }

  /**
   * {@return a builder of a source of flags; it provides all flags unless some are named}
   *
   * @param client the client, which is not closed
   */
  public static Builder builder(LDClientInterface client) {
    return new Builder(client);
  }

  /** A builder of sources. Not thread-safe. */
  public static final class Builder {
    private final LDClientInterface client;
    private final Map<String, Object> fallbacks = new LinkedHashMap<>();
    private List<String> flags = List.of();
    private String name = "launchdarkly";
    private Function<User, LDContext> context = UserContext::of;
    private Duration startWait = Duration.ofSeconds(2);

    private Builder(LDClientInterface client) {
      this.client = client;
    }

    /**
     * {@return this builder, for some flags only; default all}
     *
     * @param names their names, at least one, in display order
     * @throws IllegalArgumentException if no flag is named
     */
    public Builder flags(String... names) {
      if (names.length == 0) {
        throw new IllegalArgumentException(
            "no flags are named; LaunchDarklyFlags.all(client) takes all");
      }
      this.flags = List.of(names);
      return this;
    }

    /**
     * {@return this builder, with the value that a flag has while LaunchDarkly is unavailable;
     * default none, which is off}
     *
     * @param flag its name
     * @param value a Boolean, String, number, Map or List
     */
    public Builder fallback(String flag, Object value) {
      fallbacks.put(flag, value);
      return this;
    }

    /**
     * {@return this builder, with the conversion of users to contexts; by default a context has the
     * kind {@code user}, the id as key and all attributes}
     *
     * @param whom returns a valid context, without blocking
     */
    public Builder context(Function<User, LDContext> whom) {
      this.context = whom;
      return this;
    }

    /**
     * {@return this builder, with the display name of the system; default {@code launchdarkly}}
     *
     * @param system the name, displayed as the source of its flags
     */
    public Builder name(String system) {
      this.name = system;
      return this;
    }

    /**
     * {@return this builder, with the maximum time that {@link #build} waits for the client to be
     * initialized}
     *
     * @param longest the time, 0 or more; default 2 s. The client's own constructor waits for its
     *     own {@code startWait}, so set that to zero.
     */
    public Builder startWait(Duration longest) {
      this.startWait = longest;
      return this;
    }

    /**
     * {@return the source; waits until the client is initialized or the time has elapsed}
     *
     * @throws InvalidFlagsException if there are fallbacks of flags that are not named; lists all
     *     of them
     */
    public FlagSource build() {
      List<Problem> wrong =
          fallbacks.keySet().stream()
              .filter(flag -> !flags.isEmpty() && !flags.contains(flag))
              .map(flag -> Problem.of(flag, "", "has a fallback, but is not one of " + flags))
              .toList();
      if (!wrong.isEmpty()) {
        throw new InvalidFlagsException(wrong);
      }
      LaunchDarklySystem system = new LaunchDarklySystem(client, name, context, flags);
      system.await(startWait);
      return ExternalFlags.of(system, fallbacks);
    }
  }
}
