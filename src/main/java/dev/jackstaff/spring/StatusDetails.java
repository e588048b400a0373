package dev.jackstaff.spring;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Status;
import dev.jackstaff.store.StoreStatus;
import java.util.LinkedHashMap;
import java.util.Map;

/** How an engine is, as health and info show it. */
final class StatusDetails {
  /**
   * The word for a stale store. It is none of those that count as failed, since a node that answers
   * from its last good flags serves its users, and must not be taken away for that.
   */
  static final String STALE = "STALE";

  private StatusDetails() {}

  static boolean isReady(Status status) {
    return status.state() == StoreStatus.State.READY;
  }

  static Map<String, Object> health(FeatureFlags features, Status status) {
    Map<String, Object> details = info(features, status);
    StoreStatus store = status.store();
    if (store.reason() != null) {
      details.put("reason", store.reason());
    }
    if (!store.faults().isEmpty()) {
      details.put("refused", store.faults());
    }
    if (!status.faults().isEmpty()) {
      details.put("faults", status.faults());
    }
    return details;
  }

  static Map<String, Object> info(FeatureFlags features, Status status) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("flags", features.names().size());
    details.put("store", status.state().name());
    details.put("since", status.store().since().toString());
    return details;
  }
}
