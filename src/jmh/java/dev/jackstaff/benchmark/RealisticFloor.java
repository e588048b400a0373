package dev.jackstaff.benchmark;

import dev.jackstaff.benchmark.RealisticSet.Clause;
import dev.jackstaff.benchmark.RealisticSet.Op;
import dev.jackstaff.benchmark.RealisticSet.Rule;
import dev.jackstaff.benchmark.RealisticSet.Spec;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The realistic set by hand: each attribute is looked up and parsed once per user, a rule compares
 * integers or looks into a hash set, and a percentage is one MD5, or a number kept from before.
 */
final class RealisticFloor extends RealisticPeer {
  private static final String[] NAMES = {"country", "device", "language", "plan", "age", "app"};
  private static final int AGE = 4;
  private static final int APP = 5;
  private static final int ROOM = 64;

  private record Test(int attribute, Op op, Set<Object> texts, long number) {}

  private record Case(Test[] tests, boolean on) {}

  private record Compiled(
      Boolean constant, Case[] cases, byte[] prefix, long threshold, int requires) {}

  private final Compiled[] flags;
  private final Map<String, long[]> kept;
  private final MessageDigest md5;
  private final byte[] digest = new byte[16];
  private final byte[] buffer = new byte[1024];
  private final Object[] values = new Object[NAMES.length];
  private long age;
  private long app;

  /**
   * Compiles the set.
   *
   * @param keeping true to keep each user's digests
   */
  RealisticFloor(boolean keeping) {
    kept = keeping ? new HashMap<>() : null;
    Map<String, Integer> numbers = new HashMap<>();
    List<Spec> specs = RealisticSet.flags();
    specs.forEach(spec -> numbers.put(spec.name(), numbers.size()));
    flags = specs.stream().map(spec -> compile(spec, numbers)).toArray(Compiled[]::new);
    try {
      md5 = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Compiled compile(Spec spec, Map<String, Integer> numbers) {
    Case[] cases =
        spec.segment() >= 0
            ? new Case[] {compile(new Rule(RealisticSet.segment(spec.segment()), true))}
            : spec.rules().stream().map(RealisticFloor::compile).toArray(Case[]::new);
    byte[] prefix = (spec.name() + ":").getBytes(StandardCharsets.UTF_8);
    long threshold = Double.isNaN(spec.percentage()) ? 0 : HashFloor.threshold(spec.percentage());
    int requires = spec.requires() == null ? -1 : numbers.get(spec.requires());
    return new Compiled(spec.constant(), cases, prefix, threshold, requires);
  }

  private static Case compile(Rule rule) {
    return new Case(
        rule.clauses().stream().map(RealisticFloor::compile).toArray(Test[]::new), rule.on());
  }

  private static Test compile(Clause clause) {
    int attribute = List.of(NAMES).indexOf(clause.attribute());
    Object first = clause.operands().get(0);
    long number = first instanceof Integer n ? n : clause.op() == Op.IN ? 0 : version(first);
    return new Test(attribute, clause.op(), new HashSet<>(clause.operands()), number);
  }

  /** Three numbers of 20 bits each. */
  private static long version(Object text) {
    long version = 0;
    long part = 0;
    String digits = (String) text;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c == '.') {
        version = version << 20 | part;
        part = 0;
      } else {
        part = part * 10 + c - '0';
      }
    }
    return version << 20 | part;
  }

  @Override
  Object context(String id, Map<String, Object> attributes) {
    return Map.entry(id, attributes);
  }

  @Override
  Object decideAll(Object context) {
    return bits(context);
  }

  @Override
  boolean[] answers(Object context) {
    long[] bits = bits(context);
    boolean[] answers = new boolean[flags.length];
    for (int i = 0; i < flags.length; i++) {
      answers[i] = (bits[i >> 6] >>> i & 1) != 0;
    }
    return answers;
  }

  @SuppressWarnings("unchecked")
  private long[] bits(Object context) {
    Map.Entry<String, Map<String, Object>> user = (Map.Entry<String, Map<String, Object>>) context;
    for (int i = 0; i < NAMES.length; i++) {
      values[i] = user.getValue().get(NAMES[i]);
    }
    age = (Integer) values[AGE];
    app = version(values[APP]);
    long[] digests = digests(user.getKey());
    long[] bits = new long[2];
    for (int i = 0; i < flags.length; i++) {
      if (isOn(flags[i], i, digests, bits)) {
        bits[i >> 6] |= 1L << i;
      }
    }
    return bits;
  }

  private long[] digests(String id) {
    byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, buffer, ROOM, bytes.length);
    buffer[ROOM - 1] = (byte) bytes.length;
    return kept == null ? null : kept.computeIfAbsent(id, key -> new long[flags.length]);
  }

  private boolean isOn(Compiled flag, int index, long[] digests, long[] bits) {
    if (flag.constant() != null) {
      return flag.constant();
    }
    int requires = flag.requires();
    if (requires >= 0 && (bits[requires >> 6] >>> requires & 1) == 0) {
      return false;
    }
    for (Case rule : flag.cases()) {
      if (holds(rule.tests())) {
        return rule.on();
      }
    }
    return bucket(flag.prefix(), index, digests) < flag.threshold();
  }

  private boolean holds(Test[] tests) {
    for (Test test : tests) {
      boolean holds =
          switch (test.op()) {
            case IN -> test.texts().contains(values[test.attribute()]);
            case AT_LEAST -> age >= test.number();
            case VERSION_AT_LEAST -> app >= test.number();
            case VERSION_BELOW -> app < test.number();
          };
      if (!holds) {
        return false;
      }
    }
    return true;
  }

  private long bucket(byte[] prefix, int index, long[] digests) {
    if (digests == null) {
      return hash(prefix);
    }
    if (digests[index] == 0) {
      digests[index] = 1L << 32 | hash(prefix);
    }
    return digests[index] & 0xFFFFFFFFL;
  }

  private long hash(byte[] prefix) {
    int length = buffer[ROOM - 1];
    System.arraycopy(prefix, 0, buffer, ROOM - prefix.length, prefix.length);
    md5.update(buffer, ROOM - prefix.length, prefix.length + length);
    buffer[ROOM - 1] = (byte) length;
    try {
      md5.digest(digest, 0, digest.length);
    } catch (DigestException e) {
      throw new IllegalStateException(e);
    }
    return (digest[0] & 0xFFL) << 24
        | (digest[1] & 0xFFL) << 16
        | (digest[2] & 0xFFL) << 8
        | digest[3] & 0xFFL;
  }
}
