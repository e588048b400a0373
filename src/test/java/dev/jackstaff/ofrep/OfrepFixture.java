package dev.jackstaff.ofrep;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.store.MemoryFlagStore;
import org.junit.jupiter.api.AfterEach;

/** An OFREP server for the flags of {@link OfrepIT#DOCUMENT}, which a test may configure anew. */
abstract class OfrepFixture {
  final MemoryFlagStore store = MemoryFlagStore.of(OfrepIT.set(OfrepIT.DOCUMENT));
  final FeatureFlags features = FeatureFlags.of(store);
  OfrepServer server = start(OfrepServlet.builder().expose(OfrepIT.EXPOSED));

  private OfrepServer start(OfrepBuilder builder) {
    return new OfrepServer(features, builder.build());
  }

  final void restart(OfrepBuilder builder) {
    server.close();
    server = start(builder);
  }

  @AfterEach
  final void stop() {
    server.close();
    features.close();
  }
}
