package dev.jackstaff.sample;

import com.launchdarkly.sdk.server.Components;
import com.launchdarkly.sdk.server.LDClient;
import com.launchdarkly.sdk.server.LDConfig;
import com.launchdarkly.sdk.server.integrations.FileData;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.launchdarkly.LaunchDarklyFlags;
import dev.jackstaff.openfeature.OpenFeatureFlags;
import dev.openfeature.contrib.providers.flagd.Config;
import dev.openfeature.contrib.providers.flagd.FlagdOptions;
import dev.openfeature.contrib.providers.flagd.FlagdProvider;
import dev.openfeature.sdk.FeatureProvider;
import dev.openfeature.sdk.OpenFeatureAPI;
import java.nio.file.Path;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The shop's flags in another flag system, which reads them from a file: the pages are the same.
 *
 * @param features the engine that asks the system
 * @param system the system, to be closed after the engine
 */
record OtherSystem(FeatureFlags features, AutoCloseable system) implements AutoCloseable {
  /** LaunchDarkly's client without LaunchDarkly: it follows the file, and sends nothing. */
  static OtherSystem launchDarkly(Path file) {
    LDConfig config =
        new LDConfig.Builder()
            .dataSource(FileData.dataSource().filePaths(file).autoUpdate(true))
            .events(Components.noEvents())
            .diagnosticOptOut(true)
            .startWait(Duration.ZERO)
            .build();
    LDClient client = new LDClient("no-key", config);
    return new OtherSystem(FeatureFlags.of(LaunchDarklyFlags.all(client)), client);
  }

  /** flagd without a daemon, as an OpenFeature provider: it looks at the file every few seconds. */
  static OtherSystem flagd(Path file) {
    FlagdOptions options =
        FlagdOptions.builder()
            .resolverType(Config.Resolver.FILE)
            .offlineFlagSourcePath(file.toString())
            .deadline(15_000)
            .build();
    FeatureProvider provider = new FlagdProvider(options);
    OpenFeatureAPI api = OpenFeatureAPI.getInstance();
    api.setProvider("flagd", provider);
    OpenFeatureFlags.Builder flags = OpenFeatureFlags.builder(api.getClient("flagd"));
    flags.startWait(Duration.ofSeconds(15));
    JsonMapper.shared()
        .readTree(file.toFile())
        .path("flags")
        .forEachEntry(
            (name, flag) -> declare(flags, name, flag.path("variants").iterator().next()));
    return new OtherSystem(FeatureFlags.of(flags.build()), provider::shutdown);
  }

  /** OpenFeature has to be told each flag's type. */
  private static void declare(OpenFeatureFlags.Builder flags, String name, JsonNode value) {
    switch (value.getNodeType()) {
      case BOOLEAN -> flags.bool(name);
      case NUMBER -> flags.integer(name);
      case STRING -> flags.string(name);
      default -> flags.object(name);
    }
  }

  @Override
  public void close() {
    features.close();
    try {
      system.close();
    } catch (Exception e) {
      throw new IllegalStateException("the other system did not stop", e);
    }
  }
}
