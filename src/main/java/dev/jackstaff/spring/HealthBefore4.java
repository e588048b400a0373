package dev.jackstaff.spring;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Status;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** A health indicator of the flags for Spring Boot 3. */
record HealthBefore4(FeatureFlags features) implements HealthIndicator {
  @Override
  public Health health() {
    Status status = features.status();
    Health.Builder health =
        StatusDetails.isReady(status) ? Health.up() : Health.status(StatusDetails.STALE);
    return health.withDetails(StatusDetails.health(features, status)).build();
  }
}
