package dev.jackstaff.benchmark;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The flags that every contender is given: of ten in a row three are on, three off, three on for a
 * percentage and one for 100 listed users.
 */
record Catalogue(List<FlagSpec> flags) {

  private static final double[] PERCENTAGES = {1, 5, 10, 20, 25, 33.3, 50, 75, 90};
  private static final int LISTED_PER_FLAG = 100;
  private static final int FIRST_LISTED = 1_000_000;

  /** The kinds of flags. */
  enum Kind {
    ON("on"),
    OFF("off"),
    PERCENTAGE("pct"),
    LISTED("list");

    private final String label;

    Kind(String label) {
      this.label = label;
    }
  }

  /** One flag; {@code percentage} and {@code users} matter only to the kind that has them. */
  record FlagSpec(String name, Kind kind, double percentage, List<String> users) {}

  static Catalogue of(int size) {
    return new Catalogue(IntStream.range(0, size).mapToObj(Catalogue::flag).toList());
  }

  private static FlagSpec flag(int index) {
    Kind kind = kind(index % 10);
    String name = String.format("flag_%s_%02d", kind.label, index);
    return new FlagSpec(name, kind, PERCENTAGES[index % PERCENTAGES.length], users(kind, index));
  }

  private static Kind kind(int digit) {
    return digit < 3 ? Kind.ON : digit < 6 ? Kind.OFF : digit < 9 ? Kind.PERCENTAGE : Kind.LISTED;
  }

  private static List<String> users(Kind kind, int index) {
    if (kind != Kind.LISTED) {
      return List.of();
    }
    int first = FIRST_LISTED + index / 10 * LISTED_PER_FLAG;
    return IntStream.range(first, first + LISTED_PER_FLAG).mapToObj(i -> "user:" + i).toList();
  }

  /** Ids of users seen before; one in a few is listed for one of the flags. */
  static String[] knownUsers(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "user:" + (FIRST_LISTED + 7 * i))
        .toArray(String[]::new);
  }

  int size() {
    return flags.size();
  }

  /** The names as a handler's literals: equal to the names in the definitions, never identical. */
  String[] names() {
    return flags.stream().map(flag -> new String(flag.name().toCharArray())).toArray(String[]::new);
  }

  /**
   * Refuses a contender that answers wrongly, so that no row measures a default or an error. The
   * first hundred flags stand for all: some contenders pay for a whole set at every user.
   */
  void verify(Peer peer) {
    flags.stream().limit(100).forEach(flag -> verify(peer, flag));
  }

  private void verify(Peer peer, FlagSpec flag) {
    switch (flag.kind()) {
      case ON -> expect(true, peer, flag, "user:1");
      case OFF -> expect(false, peer, flag, "user:1");
      case LISTED -> {
        expect(true, peer, flag, flag.users().get(LISTED_PER_FLAG / 2));
        expect(false, peer, flag, "user:1");
      }
      case PERCENTAGE -> {
        if (size() <= 100) {
          expectShare(peer, flag);
        }
      }
    }
  }

  private static void expect(boolean expected, Peer peer, FlagSpec flag, String user) {
    if (ask(peer, flag, user) != expected) {
      throw new IllegalStateException(
          peer.getClass().getSimpleName() + ": " + flag.name() + " was wrong for " + user);
    }
  }

  private static void expectShare(Peer peer, FlagSpec flag) {
    int asked = 1000;
    long on = IntStream.range(0, asked).filter(i -> ask(peer, flag, "user:" + i)).count();
    double share = 100.0 * on / asked;
    // 8 points are five standard deviations at 50 %; whole-percent contenders round 33.3.
    if (Math.abs(share - flag.percentage()) > 8) {
      throw new IllegalStateException(
          peer.getClass().getSimpleName() + ": " + flag.name() + " was on for " + share + " %");
    }
  }

  private static boolean ask(Peer peer, FlagSpec flag, String user) {
    try {
      return peer.begin(user).test(flag.name());
    } finally {
      peer.end();
    }
  }
}
