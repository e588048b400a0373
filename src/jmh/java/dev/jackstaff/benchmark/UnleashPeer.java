package dev.jackstaff.benchmark;

import dev.jackstaff.benchmark.Catalogue.FlagSpec;
import dev.jackstaff.benchmark.Catalogue.Kind;
import io.getunleash.DefaultUnleash;
import io.getunleash.Unleash;
import io.getunleash.UnleashContext;
import io.getunleash.util.UnleashConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Unleash's client on a bootstrap document, with polling and metrics off. */
class UnleashPeer extends Peer {

  final Unleash unleash;

  UnleashPeer(Catalogue catalogue) {
    super(catalogue);
    unleash = new DefaultUnleash(config(catalogue));
  }

  private static UnleashConfig config(Catalogue catalogue) {
    String document = Documents.json(document(catalogue));
    return UnleashConfig.builder()
        .appName("benchmark")
        .instanceId("benchmark")
        .unleashAPI("http://localhost:1/api")
        .apiKey("none")
        .disablePolling()
        .disableMetrics()
        // A backup would win over the bootstrap: this one is the bootstrap.
        .backupFile(Documents.file(document(catalogue)).toString())
        .toggleBootstrapProvider(() -> Optional.of(document))
        .build();
  }

  private static Object document(Catalogue catalogue) {
    List<Object> features = catalogue.flags().stream().map(UnleashPeer::definition).toList();
    return Map.of("version", 2, "features", features);
  }

  private static Object definition(FlagSpec flag) {
    return Map.of(
        "name",
        flag.name(),
        "type",
        "release",
        "project",
        "default",
        "enabled",
        flag.kind() != Kind.OFF,
        "stale",
        false,
        "strategies",
        List.of(strategy(flag)),
        "variants",
        List.of());
  }

  private static Object strategy(FlagSpec flag) {
    return switch (flag.kind()) {
      case ON, OFF -> Map.of("name", "default", "parameters", Map.of());
      case PERCENTAGE -> Map.of("name", "flexibleRollout", "parameters", rollout(flag));
      case LISTED ->
          Map.of("name", "default", "parameters", Map.of(), "constraints", List.of(listed(flag)));
    };
  }

  private static Object rollout(FlagSpec flag) {
    // Unleash takes whole percentages only.
    String share = Long.toString(Math.round(flag.percentage()));
    return Map.of("rollout", share, "stickiness", "userId", "groupId", flag.name());
  }

  private static Object listed(FlagSpec flag) {
    return Map.of("contextName", "userId", "operator", "IN", "values", flag.users());
  }

  @Override
  Predicate<String> begin(String userId) {
    UnleashContext context = context(userId);
    return name -> unleash.isEnabled(name, context);
  }

  private static UnleashContext context(String userId) {
    return UnleashContext.builder().userId(userId).build();
  }

  @Override
  public void close() {
    unleash.shutdown();
  }

  /** The same in one call. */
  static final class All extends UnleashPeer {

    All(Catalogue catalogue) {
      super(catalogue);
    }

    @Override
    Object decideAll(String userId) {
      return unleash.more().evaluateAllToggles(context(userId));
    }
  }
}
