package dev.jackstaff.servlet;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Integration;
import dev.jackstaff.VisitorProof;
import dev.jackstaff.internal.Fatal;
import dev.jackstaff.model.ActiveFlags;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a filter.
 *
 * @param flags the instance, which the filter publishes
 * @param features the flags that the filter evaluates
 * @param users determines the user
 * @param client finds the client's address, or null if it is not needed
 * @param header the response's header
 * @param overrides the testers' overrides that are accepted
 * @param visibility the places besides the header where the flags are visible
 * @param exclude the paths that the filter ignores
 */
record Settings(
    FlagsParam flags,
    FeatureFlags features,
    Users users,
    @Nullable ClientAddress client,
    FlagHeader header,
    OverrideSettings overrides,
    Visibility visibility,
    UrlPatterns exclude) {

  static FeatureFlags features(FlagsParam flags, List<String> only) {
    return only.isEmpty() ? flags.features() : flags.features().only(only);
  }

  FeatureFlags engine() {
    return flags.features();
  }

  /**
   * Determines the user. The check whether a visitor may receive a new id runs only if the
   * resolvers create ids.
   */
  User resolve(HttpServletRequest request, HttpServletResponse response, boolean file) {
    boolean introduces =
        users.resolver() instanceof VisitorResolver && Introduction.isMade(request, file);
    return users.resolve(request, response, features, introduces);
  }

  /** Decides the flags of a request. */
  DecidedRequest decide(HttpServletRequest request, HttpServletResponse response, boolean file) {
    User user = resolve(request, response, file);
    Map<String, FlagOverride> overrides = overrides(request, user);
    Evaluation evaluation = begin(request, user, overrides);
    ActiveFlags shown = header.shown(evaluation, request, !overrides.isEmpty());
    RequestEnd end =
        features.integration().isObserved() ? RequestEnd.of(features, evaluation, response) : null;
    return new DecidedRequest(evaluation, shown, end);
  }

  /** Tells listeners, if there are any, what is known about the client. */
  private Evaluation begin(
      HttpServletRequest request, User user, Map<String, FlagOverride> overrides) {
    Integration integration = features.integration();
    if (!integration.isObserved()) {
      return integration.begin(user, overrides);
    }
    boolean visits = user.attributes().containsKey(VisitorProof.ATTRIBUTE);
    return integration.begin(
        user,
        overrides,
        visits ? AnonymousVisitor.proof(request) : VisitorProof.NO_VISITOR,
        client == null ? 0 : client.hash(request));
  }

  /**
   * Throws {@code IllegalArgumentException} if a guard needs the clients' addresses and there is no
   * rule to find them.
   */
  void check() {
    if (client == null) {
      checkAddresses(engine().definitions());
    }
  }

  /** Throws {@code IllegalArgumentException} if a guard needs the clients' addresses. */
  static void checkAddresses(FlagSet set) {
    List<String> flags =
        set.flags().stream()
            .filter(flag -> flag.guard() != null && flag.guard().perAddress() > 0)
            .map(Flag::name)
            .toList();
    if (!flags.isEmpty()) {
      throw new IllegalArgumentException(
          "clientAddress is missing; perAddress in the guard of "
              + String.join(", ", flags)
              + " needs remote, or forwarded behind a proxy");
    }
  }

  /** Returns the overrides of a request. A failure is logged, and no flag is overridden then. */
  Map<String, FlagOverride> overrides(HttpServletRequest request, User known) {
    try {
      return overrides.of(request, known, features);
    } catch (RuntimeException | Error e) {
      features.integration().report("overrides", Fatal.rethrowIfFatal(e));
      return Map.of();
    }
  }

  void close() {
    if (flags.closes()) {
      engine().close();
    } else if (!features.equals(engine())) {
      features.close();
    }
  }
}
