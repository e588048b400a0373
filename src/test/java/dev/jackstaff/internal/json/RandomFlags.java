package dev.jackstaff.internal.json;

import dev.jackstaff.model.About;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagType;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Kill;
import dev.jackstaff.model.Layer;
import dev.jackstaff.model.Operator;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Schedule.Step;
import dev.jackstaff.model.Variant;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Supplier;

/** Flags with any properties that a flag can have, the same for the same seed. */
final class RandomFlags {
  private static final List<String> ZONES = List.of("UTC", "Europe/Berlin", "+05:30", "Z");
  private static final List<String> WORDS =
      List.of("a", "b.c", "plan", "Ünï→🏴", "", "x y", "$eq", "\"\\\n", "1", "~/");
  private static final List<String> PATHS = List.of("a", "b", "a.b", "Ünï", "x y", "0");

  private final Random random;

  RandomFlags(long seed) {
    random = new Random(seed);
  }

  Flag flag(String name) {
    List<Variant> variants = variants();
    Flag.Builder flag =
        Flag.builder(name)
            .enabled(random.nextBoolean())
            .users(some(this::word))
            .rules(some(() -> rule(variants)))
            .variants(variants)
            .requires(some(() -> one(List.of("x", "!y"))).toArray(String[]::new))
            .layer(maybe(() -> new Layer("b.c", random.nextInt(50), 50 + random.nextDouble() * 50)))
            .killed(maybe(this::kill))
            .guard(maybe(this::guard))
            .type(one(Arrays.asList(FlagType.values())))
            .about(one(List.of(About.NOTHING, about())));
    return rollout(flag).build();
  }

  private Flag.Builder rollout(Flag.Builder flag) {
    if (random.nextBoolean()) {
      flag.bucketBy(one(PATHS)).salt(word());
    }
    return switch (random.nextInt(3)) {
      case 0 -> flag.percentage(percentage());
      case 1 -> flag.schedule(schedule());
      default -> flag;
    };
  }

  /** With its parts in any arrangement, also those that no document needs. */
  Condition condition(int depth, boolean inside) {
    return switch (random.nextInt(depth > 3 ? 2 : 9)) {
      case 2 -> new Condition.All(some(() -> condition(depth + 1, inside)));
      case 3 -> new Condition.Any(some(() -> condition(depth + 1, inside)));
      case 4, 5 -> new Condition.Not(condition(depth + 1, inside));
      case 6 ->
          inside ? compare(true) : new Condition.InSegment(some(() -> one(List.of("s", "t"))));
      case 7 -> new Condition.AnyElement(path(inside), condition(depth + 1, true));
      case 8 -> new Condition.Size(path(inside), size());
      default -> compare(inside);
    };
  }

  private Condition size() {
    return one(
        List.of(
            Condition.is("", 3),
            Condition.is("", "3"),
            Condition.always(),
            Condition.where("", Operator.GT, 2),
            Condition.not(Condition.any(Condition.is("", 1), Condition.is("", 1))),
            Condition.all(Condition.where("", Operator.GT, 2), Condition.is("", 4))));
  }

  private Condition compare(boolean inside) {
    Operator operator = one(Arrays.asList(Operator.values()));
    Object operand =
        switch (operator) {
          case EQ, NE -> value(0);
          case LT, LTE, GT, GTE -> one(List.of(random.nextInt(), random.nextDouble(), word()));
          case IN, NIN, ALL, INI, NINI, ALLI -> some(() -> value(1));
          case EXISTS -> random.nextBoolean();
          case TYPE -> "string";
          case REGEX, REGEXI -> "^a+$";
          case CIDR -> one(List.of("10.0.0.0/8", List.of("::1", "10.1.2.3")));
          case BEFORE, AFTER -> one(List.of("2026-11-20T09:00:00+01:00", 1_795_161_600_000L, 7));
          default -> "1.2.3";
        };
    return Condition.where(path(inside), operator, operand);
  }

  private String path(boolean inside) {
    return inside && random.nextBoolean() ? "" : one(PATHS);
  }

  Object value(int depth) {
    return switch (random.nextInt(depth > 2 ? 7 : 9)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextInt();
      case 3 -> Integer.MAX_VALUE + 1L + random.nextInt(1000);
      case 4 ->
          BigInteger.valueOf(Long.MAX_VALUE).add(BigInteger.valueOf(1 + random.nextInt(1000)));
      case 5 -> random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
      case 6 -> word();
      case 7 -> some(() -> value(depth + 1));
      default -> map(depth);
    };
  }

  private Map<String, Object> map(int depth) {
    Map<String, Object> map = new LinkedHashMap<>();
    some(this::word).forEach(key -> map.put(key, value(depth + 1)));
    return map;
  }

  private Rule rule(List<Variant> variants) {
    Condition condition = condition(0, false);
    return switch (random.nextInt(variants.isEmpty() ? 2 : 3)) {
      case 0 -> Rule.enabled(condition, random.nextBoolean());
      case 1 -> Rule.percentage(condition, percentage());
      default -> Rule.variant(condition, one(variants).name());
    };
  }

  private List<Variant> variants() {
    boolean plain = random.nextBoolean();
    List<Variant> variants = new ArrayList<>();
    for (String name : List.of("control", "green", "~/ ä").subList(0, random.nextInt(4))) {
      Object value = plain || random.nextBoolean() ? name : word();
      variants.add(Variant.of(name, percentage() + 0.001, value));
    }
    return variants;
  }

  private Schedule schedule() {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(4); i++) {
      steps.add(
          random.nextBoolean()
              ? random.nextBoolean() ? Step.days(2 * i, percentage()) : Step.days(2 * i, "~/ ä")
              : Step.after(Duration.ofSeconds(i * 300_000L + 7, i), percentage()));
    }
    OptionalInt granted = random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(1);
    ZoneId zone = ZoneId.of(one(ZONES));
    boolean planned = random.nextInt(5) == 0;
    return new Schedule(
        instant(zone),
        zone,
        planned ? List.of() : steps,
        maybe(this::instant),
        granted,
        planned ? word() : null);
  }

  private Instant instant(ZoneId zone) {
    return random.nextBoolean()
        ? instant()
        : instant().atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
  }

  private Instant instant() {
    return Instant.ofEpochSecond(1_800_000_000 + random.nextInt(100_000_000), random.nextInt(1000));
  }

  private Kill kill() {
    return one(
        List.of(Kill.UNEXPLAINED, new Kill(maybe(this::word), maybe(this::instant), word())));
  }

  private Guard guard() {
    Guard.Then then = one(Arrays.asList(Guard.Then.values()));
    return one(
        List.of(
            Guard.DEFAULT,
            new Guard(random.nextBoolean(), maybe(() -> Duration.ofMillis(800)), 0.05, then, 10),
            secondGuard()));
  }

  private Guard secondGuard() {
    Guard.Builder guard =
        Guard.builder()
            .metric(word() + "!", one(Arrays.asList(Guard.Direction.values())))
            .metric("refund", Guard.Direction.UP)
            .window(Duration.ofMinutes(1 + random.nextInt(60)))
            .atLeast(1 + random.nextInt(9))
            .perAddress(random.nextInt(3));
    Duration patience = Duration.ofSeconds(1 + random.nextInt(20));
    guard = random.nextBoolean() ? guard.slowAuto() : guard.slow(patience);
    guard = random.nextBoolean() ? guard.patience(patience) : guard;
    return (random.nextBoolean() ? guard.tolerance(0.01) : guard).build();
  }

  private About about() {
    return new About(
        maybe(this::word),
        maybe(this::word),
        some(this::word),
        maybe(() -> instant(ZoneId.of("UTC"))),
        maybe(this::instant),
        random.nextBoolean(),
        map(0));
  }

  private double percentage() {
    return random.nextBoolean() ? random.nextInt(101) : random.nextDouble() * 100;
  }

  private String word() {
    return one(WORDS);
  }

  private <T> List<T> some(Supplier<T> item) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(item.get());
    }
    return list;
  }

  private <T> T maybe(Supplier<T> item) {
    return random.nextBoolean() ? item.get() : null;
  }

  private <T> T one(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
