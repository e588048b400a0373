package dev.jackstaff.benchmark;

import com.launchdarkly.sdk.LDContext;
import com.launchdarkly.sdk.server.Components;
import com.launchdarkly.sdk.server.LDClient;
import com.launchdarkly.sdk.server.LDConfig;
import com.launchdarkly.sdk.server.integrations.FileData;
import dev.jackstaff.benchmark.Catalogue.FlagSpec;
import dev.jackstaff.benchmark.Catalogue.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** LaunchDarkly's client on a file, without events, so that nothing leaves the process. */
class LaunchDarkly extends Peer {

  final LDClient client;

  LaunchDarkly(Catalogue catalogue) {
    super(catalogue);
    client = client(document(catalogue));
  }

  /** Returns a client that has read a document. */
  static LDClient client(Object document) {
    LDClient client = new LDClient("sdk-key", config(document));
    if (!client.isInitialized()) {
      throw new IllegalStateException("LaunchDarkly did not read its file");
    }
    return client;
  }

  private static LDConfig config(Object document) {
    String file = Documents.file(document).toString();
    return new LDConfig.Builder()
        .dataSource(FileData.dataSource().filePaths(file))
        .events(Components.noEvents())
        .diagnosticOptOut(true)
        .build();
  }

  private static Object document(Catalogue catalogue) {
    return Map.of("flags", Documents.byName(catalogue, LaunchDarkly::definition));
  }

  private static Object definition(FlagSpec flag) {
    return Map.of(
        "key", flag.name(),
        "version", 1,
        "on", flag.kind() != Kind.OFF,
        "variations", List.of(false, true),
        "offVariation", 0,
        "fallthrough", fallthrough(flag),
        "targets", List.of(Map.of("variation", 1, "values", flag.users())),
        "salt", flag.name());
  }

  private static Object fallthrough(FlagSpec flag) {
    return switch (flag.kind()) {
      case ON, OFF -> Map.of("variation", 1);
      case LISTED -> Map.of("variation", 0);
      case PERCENTAGE -> {
        // LaunchDarkly weighs in thousandths of a percent.
        int weight = (int) Math.round(flag.percentage() * 1000);
        yield Map.of(
            "rollout",
            Map.of(
                "variations",
                List.of(
                    Map.of("variation", 1, "weight", weight),
                    Map.of("variation", 0, "weight", 100_000 - weight))));
      }
    };
  }

  @Override
  Predicate<String> begin(String userId) {
    LDContext context = LDContext.create(userId);
    return name -> client.boolVariation(name, context, false);
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same in one call. */
  static final class All extends LaunchDarkly {

    All(Catalogue catalogue) {
      super(catalogue);
    }

    @Override
    Object decideAll(String userId) {
      return client.allFlagsState(LDContext.create(userId));
    }
  }
}
