package dev.jackstaff.benchmark;

import dev.jackstaff.benchmark.Catalogue.FlagSpec;
import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.providers.memory.ContextEvaluator;
import dev.openfeature.sdk.providers.memory.Flag;
import dev.openfeature.sdk.providers.memory.InMemoryProvider;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** OpenFeature's client on its in-memory provider; the provider has no rollout, so one is added. */
final class OpenFeature extends Peer {

  private static final String DOMAIN = "benchmark";

  private final Client client;

  OpenFeature(Catalogue catalogue) {
    super(catalogue);
    Map<String, Flag<?>> flags = new HashMap<>();
    catalogue.flags().forEach(flag -> flags.put(flag.name(), definition(flag)));
    OpenFeatureAPI.getInstance().setProviderAndWait(DOMAIN, new InMemoryProvider(flags));
    client = OpenFeatureAPI.getInstance().getClient(DOMAIN);
  }

  private static Flag<Boolean> definition(FlagSpec flag) {
    Flag.FlagBuilder<Boolean> builder =
        Flag.<Boolean>builder().variant("on", true).variant("off", false);
    return switch (flag.kind()) {
      case ON -> builder.defaultVariant("on").build();
      case OFF -> builder.defaultVariant("off").build();
      case PERCENTAGE -> builder.defaultVariant("off").contextEvaluator(rollout(flag)).build();
      case LISTED -> builder.defaultVariant("off").contextEvaluator(listed(flag)).build();
    };
  }

  // A string's own hash is the cheapest sticky rollout, which favours this row.
  private static ContextEvaluator<Boolean> rollout(FlagSpec flag) {
    String prefix = flag.name() + ":";
    double limit = flag.percentage() * 100;
    return (definition, context) ->
        Math.floorMod((prefix + context.getTargetingKey()).hashCode() * 31, 10_000) < limit;
  }

  private static ContextEvaluator<Boolean> listed(FlagSpec flag) {
    Set<String> users = new HashSet<>(flag.users());
    return (definition, context) -> users.contains(context.getTargetingKey());
  }

  @Override
  Predicate<String> begin(String userId) {
    EvaluationContext context = new ImmutableContext(userId);
    return name -> client.getBooleanValue(name, false, context);
  }

  @Override
  public void close() {
    OpenFeatureAPI.getInstance().shutdown();
  }
}
