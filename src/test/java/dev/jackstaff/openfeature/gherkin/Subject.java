package dev.jackstaff.openfeature.gherkin;

import dev.openfeature.sdk.OpenFeatureAPI;

/** The subject of OpenFeature's suite. */
public interface Subject {
  /**
   * Gives OpenFeature a provider.
   *
   * @param api to be given it
   * @param state as the suite names it: stable, not ready, error, fatal or stale
   */
  void provide(OpenFeatureAPI api, String state);

  /** Hears that a scenario is over, before OpenFeature shuts its providers down. */
  default void over() {}
}
