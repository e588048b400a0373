package dev.jackstaff.benchmark;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Everything that takes part, and in what. */
public enum Contender implements Subject {
  FLOOR_MIX64("floor: 64-bit mix", HashFloor::mix64, Role.DECIDE),
  FLOOR_MURMUR3("floor: murmur3-32", HashFloor::murmur3, Role.DECIDE),
  FLOOR_MD5("floor: MD5, digest reused", HashFloor::md5, Role.DECIDE),
  FLOOR_MAP("floor: ThreadLocal + HashMap", MapFloor::new, Role.CHECK),
  JACKSTAFF("Jackstaff", Jackstaff::new, Role.DECIDE, Role.CHECK),
  LAUNCHDARKLY("LaunchDarkly, boolVariation", LaunchDarkly::new, Role.DECIDE, Role.CHECK),
  LAUNCHDARKLY_ALL("LaunchDarkly, allFlagsState", LaunchDarkly.All::new, Role.DECIDE),
  OPENFEATURE("OpenFeature, in memory", OpenFeature::new, Role.DECIDE, Role.CHECK),
  TOGGLZ("Togglz", Togglz::new, Role.DECIDE, Role.CHECK),
  FF4J("FF4J (random, not sticky)", Ff4j::new, Role.DECIDE, Role.CHECK),
  CONFIGCAT("ConfigCat, getValue", ConfigCat::new, Role.DECIDE, Role.CHECK),
  CONFIGCAT_ALL("ConfigCat, getAllValues", ConfigCat.All::new, Role.DECIDE),
  UNLEASH("Unleash, isEnabled", UnleashPeer::new, Role.DECIDE, Role.CHECK),
  UNLEASH_ALL("Unleash, evaluateAllToggles", UnleashPeer.All::new, Role.DECIDE);

  /** The operations that a contender is measured at. */
  enum Role {
    DECIDE,
    CHECK
  }

  private final String title;
  private final Function<Catalogue, Peer> loader;
  private final Set<Role> roles;

  Contender(String title, Function<Catalogue, Peer> loader, Role first, Role... more) {
    this.title = title;
    this.loader = loader;
    this.roles = EnumSet.of(first, more);
  }

  static List<Contender> in(Role role) {
    return Arrays.stream(values()).filter(contender -> contender.roles.contains(role)).toList();
  }

  @Override
  public String title() {
    return title;
  }

  boolean isPeer() {
    return this != JACKSTAFF && !name().startsWith("FLOOR");
  }

  Peer load(Catalogue catalogue) {
    return loader.apply(catalogue);
  }

  /** Loads and verifies, for a row that is to be believed. */
  Peer loadVerified(int flags) {
    Catalogue catalogue = Catalogue.of(flags);
    Peer peer = load(catalogue);
    catalogue.verify(peer);
    return peer;
  }
}
