package dev.jackstaff;

import dev.jackstaff.model.Kill;
import dev.jackstaff.store.StoreStatus;
import java.util.List;
import java.util.Map;

/**
 * The status of an instance.
 *
 * @param store the state of its definitions and of the systems that it has joined: whether they are
 *     up to date, since when, and why not
 * @param faults failures that did no harm to a request, such as a user resolver that threw: one
 *     line each, at most 100
 * @param unknown the number of checks for each name that no flag has; at most 1,000 names, cut to
 *     100 characters
 * @param rejectedOverrides the number of rejected overrides of testers by reason: {@code forged},
 *     {@code expired}, {@code revoked}, {@code foreign} (of another application or user), {@code
 *     not overridable}
 * @param localKills the flags that are killed in this process and not in the store, with the reason
 */
public record Status(
    StoreStatus store,
    List<String> faults,
    Map<String, Long> unknown,
    Map<String, Long> rejectedOverrides,
    Map<String, Kill> localKills) {
  /**
   * Copies the collections.
   *
   * @param store as above
   * @param faults as above
   * @param unknown as above
   * @param rejectedOverrides as above
   * @param localKills as above
   */
  public Status {
    faults = List.copyOf(faults);
    unknown = Map.copyOf(unknown);
    rejectedOverrides = Map.copyOf(rejectedOverrides);
    localKills = Map.copyOf(localKills);
  }

  /** {@return whether the definitions are up to date} */
  public StoreStatus.State state() {
    return store.state();
  }
}
