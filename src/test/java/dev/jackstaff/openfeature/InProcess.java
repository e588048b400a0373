package dev.jackstaff.openfeature;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.StubStore;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.openfeature.gherkin.Subject;
import dev.jackstaff.store.FileFlagStore;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.exceptions.OpenFeatureError;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The provider itself, in each of the states that the suite knows. */
final class InProcess implements Subject, AutoCloseable {
  private final FeatureFlags features = FeatureFlags.of(Gherkin.flags());
  private final StubStore lost = new StubStore(Gherkin.flags());
  private volatile CountDownLatch over = new CountDownLatch(1);

  @Override
  public void provide(OpenFeatureAPI api, String state) {
    switch (state) {
      case "stable" -> api.setProviderAndWait(JackstaffProvider.of(features));
      case "not ready" -> api.setProvider(late(over));
      case "error" -> refuse(api, JackstaffProvider.opening(InProcess::missing));
      case "fatal" -> refuse(api, JackstaffProvider.opening(InProcess::invalid));
      case "stale" -> lose(api);
      default -> throw new IllegalArgumentException(state);
    }
  }

  private static JackstaffProvider late(CountDownLatch end) {
    return JackstaffProvider.opening(
        () -> {
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return FeatureFlags.of(FlagSet.empty());
        });
  }

  private static FeatureFlags missing() {
    return FeatureFlags.of(FileFlagStore.watching(Path.of("no/such/flags.json")));
  }

  private static FeatureFlags invalid() {
    return FeatureFlags.of(Gherkin.read("invalid-flags.json"));
  }

  private static void refuse(OpenFeatureAPI api, JackstaffProvider provider) {
    try {
      api.setProviderAndWait(provider);
      throw new AssertionError("the provider took what is wrong");
    } catch (OpenFeatureError expected) {
      // Its state says so as well.
    }
  }

  private void lose(OpenFeatureAPI api) {
    JackstaffProvider provider = JackstaffProvider.of(FeatureFlags.of(lost));
    api.setProviderAndWait(provider);
    lost.lose("the disk is gone");
    provider.look();
  }

  @Override
  public void over() {
    over.countDown();
    over = new CountDownLatch(1);
  }

  @Override
  public void close() {
    features.close();
  }
}
