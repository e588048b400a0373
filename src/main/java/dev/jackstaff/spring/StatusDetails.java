package dev.jackstaff.spring;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Status;
import dev.jackstaff.store.StoreStatus;
import java.util.LinkedHashMap;
import java.util.Map;

/** The status of an instance in the form that health and info show. */
final class StatusDetails {
  /**
   * The status of a stale store. It is not one of those that count as failed: a node that serves
   * its last valid flags still works for its users, and must not be taken out of service.
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
