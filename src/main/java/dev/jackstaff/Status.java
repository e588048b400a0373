package dev.jackstaff;

import dev.jackstaff.store.StoreStatus;
import java.util.List;
import java.util.Map;

/**
 * How an engine is.
 *
 * @param store whether its definitions are up to date, since when, and why not
 * @param faults what went wrong without harm to a request, such as a user resolver that threw: one
 *     line each, at most 100
 * @param unknown how often names were asked for that no flag has, at most 100 names
 */
public record Status(StoreStatus store, List<String> faults, Map<String, Long> unknown) {
  /**
   * Copies the collections.
   *
   * @param store as above
   * @param faults as above
   * @param unknown as above
   */
  public Status {
    faults = List.copyOf(faults);
    unknown = Map.copyOf(unknown);
  }

  /** {@return whether the definitions are up to date} */
  public StoreStatus.State state() {
    return store.state();
  }
}
