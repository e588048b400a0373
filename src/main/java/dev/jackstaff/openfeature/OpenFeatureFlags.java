package dev.jackstaff.openfeature;

import dev.jackstaff.ExternalFlags;
import dev.jackstaff.FlagSource;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import dev.openfeature.sdk.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The flags of any OpenFeature provider, evaluated once per request.
 *
 * <pre>{@code
 * OpenFeatureAPI.getInstance().setProvider("shop", provider);
 * FlagSource flags = OpenFeatureFlags.builder(OpenFeatureAPI.getInstance().getClient("shop"))
 *     .bool("new_checkout", "dark_mode")
 *     .string("checkout_button")
 *     .build();
 * FeatureFlags features = FeatureFlags.of(flags);
 * }</pre>
 *
 * <p>A flag is on unless its value is false or null. The user's id is the targeting key, the
 * attributes are the context. A request costs the provider's own evaluation of each of these flags,
 * and nothing while the provider is not ready; the flags then have their fallbacks. The provider
 * must evaluate from memory.
 */
public final class OpenFeatureFlags {
  private OpenFeatureFlags() {}

  /**
   * {@return a builder of a source of flags}
   *
   * @param client the client of the provider; set the provider without waiting for it, so that the
   *     wait is bounded here
   */
  public static Builder builder(Client client) {
    return new Builder(client);
  }

  /** A builder of sources, with the flags and their types. Not thread-safe. */
  public static final class Builder {
    private final Client client;
    private final Map<String, ValueKind> kinds = new LinkedHashMap<>();
    private final Map<String, Object> fallbacks = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private String name;
    private Duration startWait = Duration.ofSeconds(2);

    private Builder(Client client) {
      this.client = client;
      String domain = client.getMetadata().getDomain();
      this.name = domain == null ? "openfeature" : domain;
    }

    /**
     * {@return this builder, with flags that are true or false}
     *
     * @param flags their names
     */
    public Builder bool(String... flags) {
      return add(ValueKind.BOOL, flags);
    }

    /**
     * {@return this builder, with flags whose values are strings}
     *
     * @param flags their names
     */
    public Builder string(String... flags) {
      return add(ValueKind.STRING, flags);
    }

    /**
     * {@return this builder, with flags whose values are whole numbers of up to 32 bits}
     *
     * @param flags their names
     */
    public Builder integer(String... flags) {
      return add(ValueKind.INTEGER, flags);
    }

    /**
     * {@return this builder, with flags whose values are whole numbers of up to 64 bits}
     *
     * <p>Providers without such numbers return doubles, which represent integers of 53 bits.
     *
     * @param flags their names
     */
    public Builder longInteger(String... flags) {
      return add(ValueKind.LONG, flags);
    }

    /**
     * {@return this builder, with flags whose values are floating-point numbers}
     *
     * @param flags their names
     */
    public Builder decimal(String... flags) {
      return add(ValueKind.DECIMAL, flags);
    }

    /**
     * {@return this builder, with flags whose values are structures or lists}
     *
     * @param flags their names
     */
    public Builder object(String... flags) {
      return add(ValueKind.OBJECT, flags);
    }

    private Builder add(ValueKind kind, String... flags) {
      for (String flag : flags) {
        if (kinds.putIfAbsent(flag, kind) != null) {
          problems.add(Problem.of(flag, "", "is named twice; a flag has one type"));
        }
      }
      return this;
    }

    /**
     * {@return this builder, with the value that a flag has while the provider is unavailable;
     * default none, which is off}
     *
     * @param flag its name
     * @param value a value of the flag's type: a Boolean, String, Integer, Long, Double, Map or
     *     List
     */
    public Builder fallback(String flag, Object value) {
      fallbacks.put(flag, value);
      return this;
    }

    /**
     * {@return this builder, with the display name of the provider; default the client's domain, or
     * {@code openfeature}}
     *
     * @param system the name, displayed as the source of its flags
     */
    public Builder name(String system) {
      this.name = system;
      return this;
    }

    /**
     * {@return this builder, with the maximum time that {@link #build} waits for the provider to be
     * ready}
     *
     * @param longest the time, 0 or more; default 2 s
     */
    public Builder startWait(Duration longest) {
      this.startWait = longest;
      return this;
    }

    /**
     * {@return the source; waits until the provider is ready, has failed, or the time has elapsed}
     *
     * @throws InvalidFlagsException if no flag is named, a flag is named twice, or a fallback has
     *     no flag of its type; lists all problems
     */
    public FlagSource build() {
      List<Problem> wrong = new ArrayList<>(problems);
      if (kinds.isEmpty()) {
        wrong.add(Problem.of(null, "", name + ": no flags are named"));
      }
      fallbacks.forEach((flag, value) -> check(flag, value, wrong));
      if (!wrong.isEmpty()) {
        throw new InvalidFlagsException(wrong);
      }
      OpenFeatureSystem system = new OpenFeatureSystem(client, name, kinds, fallbacks);
      system.await(startWait);
      return ExternalFlags.of(system, fallbacks);
    }

    private void check(String flag, Object value, List<Problem> wrong) {
      ValueKind kind = kinds.get(flag);
      if (kind == null) {
        wrong.add(Problem.of(flag, "", "has a fallback, but is not one of " + kinds.keySet()));
      } else if (!kind.takes(value)) {
        String type = value.getClass().getSimpleName();
        wrong.add(Problem.of(flag, "", "the fallback must be " + kind.text() + ", was a " + type));
      }
    }
  }
}
