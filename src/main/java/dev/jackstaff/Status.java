package dev.jackstaff;

import dev.jackstaff.model.Kill;
import dev.jackstaff.store.StoreStatus;
import java.util.List;
import java.util.Map;

/**
 * How an engine is.
 *
 * @param store whether its definitions and the systems that it has joined are up to date, since
 *     when, and why not
 * @param faults what went wrong without harm to a request, such as a user resolver that threw: one
 *     line each, at most 100
 * @param unknown how often names were asked for that no flag has, at most 1,000 names, cut to 100
 *     characters
 * @param rejectedOverrides how often a tester's override was not honoured, by why: {@code forged},
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
