package dev.jackstaff.benchmark;

import java.util.List;
import java.util.function.Supplier;

/** Everything that decides the realistic set. */
public enum RealisticContender implements Subject {
  FLOOR("floor by hand", () -> new RealisticFloor(false)),
  FLOOR_KEPT("floor by hand, digests kept", () -> new RealisticFloor(true)),
  LIBRARY("Jackstaff", RealisticLibrary::new),
  LAUNCHDARKLY("LaunchDarkly, jsonValueVariation", RealisticLaunchDarkly::new),
  LAUNCHDARKLY_ALL("LaunchDarkly, allFlagsState", RealisticLaunchDarkly.All::new);

  private static final int COMPARED = 1000;

  private final String title;
  private final Supplier<RealisticPeer> loader;

  RealisticContender(String title, Supplier<RealisticPeer> loader) {
    this.title = title;
    this.loader = loader;
  }

  @Override
  public String title() {
    return title;
  }

  /**
   * Loads a contender and compares its answers for 1,000 users with those of the floor: all of them
   * if it hashes as the floor does, and otherwise the number of users who have each flag.
   */
  RealisticPeer loadVerified() {
    RealisticPeer peer = loader.get();
    RealisticPeer floor = new RealisticFloor(false);
    List<RealisticSet.Spec> flags = RealisticSet.flags();
    int[] on = new int[flags.size()];
    int[] expected = new int[flags.size()];
    for (int user = 0; user < COMPARED; user++) {
      add(on, answers(peer, user));
      add(expected, answers(floor, user));
    }
    boolean exact = this == LIBRARY || this == FLOOR_KEPT;
    for (int i = 0; i < on.length; i++) {
      if (Math.abs(on[i] - expected[i]) > (exact ? 0 : COMPARED / 12)) {
        throw new IllegalStateException(
            name() + ": " + flags.get(i) + " is on for " + on[i] + ", not " + expected[i]);
      }
    }
    return peer;
  }

  private static boolean[] answers(RealisticPeer peer, int user) {
    return peer.answers(peer.context("user:" + user, RealisticSet.attributes(user)));
  }

  private static void add(int[] counts, boolean[] answers) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += answers[i] ? 1 : 0;
    }
  }
}
