package dev.jackstaff.console;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Status;
import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Schedule;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A short text that changes as soon as a page would show something else. It is the same on every
 * node with the same flags. The definitions are hashed once per set. Thread-safe.
 */
final class PageVersion {
  private final FeatureFlags features;
  private volatile Hashed last = new Hashed(FlagSet.empty(), "");

  private record Hashed(FlagSet set, String hash) {}

  PageVersion(FeatureFlags features) {
    this.features = features;
  }

  String at(Instant now) {
    FlagSet set = features.definitions();
    return hash(set)
        + "-"
        + Integer.toHexString(
            Objects.hash(steps(set, now), status(), features.integration().external()));
  }

  /** Returns the hash of the definitions alone. */
  @SuppressWarnings("ReferenceEquality") // Usually it is the same set, and comparing sets is slow.
  String hash(FlagSet set) {
    Hashed known = last;
    if (known.set() == set && !known.hash().isEmpty()) {
      return known.hash();
    }
    String revisions =
        set.flags().stream()
            .map(flag -> flag.name() + FlagJson.revision(flag))
            .collect(Collectors.joining(" "));
    String hash = ShortHash.of(revisions + segments(set));
    last = new Hashed(set, hash);
    return hash;
  }

  private static String segments(FlagSet set) {
    return set.segments().entrySet().stream()
        .map(segment -> segment.getKey() + FlagJson.revision(segment.getValue()))
        .collect(Collectors.joining(" ", " segments ", ""));
  }

  private static Map<String, Integer> steps(FlagSet set, Instant now) {
    return set.flags().stream()
        .filter(flag -> flag.schedule() != null)
        .collect(Collectors.toMap(Flag::name, flag -> reached(flag.schedule(), now)));
  }

  private static int reached(@Nullable Schedule schedule, Instant now) {
    return schedule == null ? 0 : schedule.reached(now);
  }

  private int status() {
    Status status = features.status();
    return Objects.hash(
        status.state().name(),
        status.store().reason(),
        status.store().faults(),
        status.store().unwritten(),
        status.localKills().keySet());
  }
}
