package dev.jackstaff.internal.eval;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Kill;
import dev.jackstaff.model.Layer;
import dev.jackstaff.model.Operator;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.User;
import dev.jackstaff.model.Variant;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;

/** Sets, users, instants and overrides from a seed, in which everything meets everything. */
final class RandomDefinitions {
  static final List<String> PATHS =
      List.of(
          "country",
          "age",
          "version",
          "tags",
          "address",
          "address.city",
          "address.zip",
          "list",
          "missing",
          "missing.deep",
          "id",
          "company",
          "tags.0",
          "list.1",
          "flag");

  /** Values that a JSON document can hold, or a resolver hand in. */
  static final List<Object> VALUES =
      Arrays.asList(
          null,
          "",
          "DE",
          "FR",
          "de",
          "5",
          "5.0",
          "05",
          "-1",
          "1e3",
          "12345678901234567890",
          "0.1",
          "1.2.3",
          "v1.2.3",
          "1.2.3-beta",
          "1.10",
          "anna",
          "NaN",
          "é🏴",
          "true",
          "False",
          "10.1.2.3",
          "192.168.200.1",
          "::ffff:10.0.0.1",
          "2001:db8::7",
          "2026-11-20T09:00:00Z",
          "2026-11-20T08:00:00-03:00",
          "2026-11-20",
          "1.2.3.1",
          "1.2.0",
          "1.2-x.7",
          1_795_424_400_000L,
          List.of(true, "de"),
          5,
          5L,
          5.0,
          5.5,
          -1,
          0.1,
          0.1f,
          1000,
          new BigDecimal("5.00"),
          new BigDecimal("0.1"),
          Long.MAX_VALUE,
          "9223372036854775807",
          new BigInteger("12345678901234567890"),
          Double.NaN,
          Double.POSITIVE_INFINITY,
          true,
          false,
          List.of(),
          List.of("DE"),
          List.of(5, "x"),
          List.of("5"),
          Arrays.asList((Object) null),
          List.of(List.of(5)),
          Map.of(),
          Map.of("city", "Berlin", "zip", "10115"),
          Map.of("zip", 10115, "city", "Berlin"),
          List.of(Map.of("city", "Berlin"), Map.of("city", 5)));

  private static final List<Object> VERSIONS =
      List.of(
          "1.2.3.1",
          "1.2-0",
          "1.2.3-9999",
          "1.2.3--",
          5,
          1.5,
          "1",
          "1.2",
          "1.2.3",
          "v1.2.3",
          "1.2.3-beta",
          "1.2.3-beta.2",
          "1.2.10",
          "2.0.0+5");
  private static final List<Object> NETWORKS =
      List.of(
          "10.0.0.0/8", "10.1.2.3", "0.0.0.0/0", "2001:db8::/32", "::1", "::/1", "192.168.0.0/17");
  private static final List<Object> INSTANTS =
      List.of(
          "2026-11-20T09:00:00Z",
          "2026-11-20T09:00+02:00",
          "1970-01-01T00:00:00.005Z",
          0,
          5,
          1_795_424_400_000L,
          "-1");
  private static final List<String> PATTERNS =
      List.of("^D", "E$", "[0-9]+", "(?i)de", "", "a|b", "^.{2}$", "\\.");
  private static final List<String> TYPES =
      List.of("string", "number", "boolean", "array", "object", "null");
  private static final List<String> PLANS = List.of("careful", "fast");
  private static final Instant START = Instant.parse("2027-03-26T10:00:00Z");

  private final Random random;

  RandomDefinitions(long seed) {
    this.random = new Random(seed);
  }

  <T> T oneOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /** An operand that the operator takes. */
  Object operand(Operator operator) {
    return switch (operator) {
      case EQ, NE -> oneOf(VALUES);
      case LT, LTE, GT, GTE ->
          oneOf(VALUES.stream().filter(v -> v instanceof String || v instanceof Number).toList());
      case IN, NIN, ALL -> random.ints(random.nextInt(5)).mapToObj(i -> oneOf(VALUES)).toList();
      case EXISTS -> random.nextBoolean();
      case REGEX -> oneOf(PATTERNS);
      case TYPE -> oneOf(TYPES);
      case VEQ, VNE, VLT, VLTE, VGT, VGTE -> oneOf(VERSIONS);
      case INI, NINI, ALLI -> random.ints(random.nextInt(5)).mapToObj(i -> oneOf(VALUES)).toList();
      case REGEXI -> oneOf(PATTERNS);
      case CIDR -> chance(50) ? oneOf(NETWORKS) : List.of(oneOf(NETWORKS), oneOf(NETWORKS));
      case BEFORE, AFTER -> oneOf(INSTANTS);
    };
  }

  Condition compare(String path) {
    Operator operator = oneOf(List.of(Operator.values()));
    return Condition.where(path, operator, operand(operator));
  }

  Condition condition(int depth, List<String> segments) {
    if (depth == 0) {
      return segments.isEmpty() || chance(80)
          ? compare(oneOf(PATHS))
          : Condition.inSegment(oneOf(segments), oneOf(segments));
    }
    Condition[] parts = new Condition[random.nextInt(4)];
    Arrays.setAll(parts, i -> condition(depth - 1, segments));
    return switch (random.nextInt(7)) {
      case 0, 1 -> Condition.all(parts);
      case 2, 3 -> Condition.any(parts);
      case 4 -> Condition.not(condition(depth - 1, segments));
      case 5 ->
          new Condition.AnyElement(
              oneOf(PATHS), chance(50) ? compare("") : condition(depth - 1, List.of()));
      default -> new Condition.Size(oneOf(PATHS), compare(""));
    };
  }

  FlagSet set(int flags) {
    Map<String, Condition> segments = new LinkedHashMap<>();
    for (int i = 0; i < 4; i++) {
      segments.put("segment" + i, condition(random.nextInt(3), List.copyOf(segments.keySet())));
    }
    List<Flag> all = new ArrayList<>();
    for (int i = 0; i < flags; i++) {
      all.add(flag("flag" + i, all, List.copyOf(segments.keySet())));
    }
    Collections.shuffle(all, random);
    Map<String, List<Schedule.Step>> plans = new LinkedHashMap<>();
    PLANS.forEach(plan -> plans.put(plan, steps(List.copyOf(segments.keySet()))));
    return FlagSet.of(all, segments, plans);
  }

  private Flag flag(String name, List<Flag> before, List<String> segments) {
    Flag.Builder flag = Flag.builder(name).enabled(random.nextBoolean());
    variants(flag);
    List<Variant> variants = flag.build().variants();
    if (chance(10)) {
      flag.killed(Kill.UNEXPLAINED);
    }
    if (chance(30)) {
      flag.users("anna", "user:" + random.nextInt(20), "");
    }
    for (int i = 0; i < (chance(50) ? 0 : 1 + random.nextInt(3)); i++) {
      flag.rule(rule(condition(random.nextInt(3), segments), variants));
    }
    if (chance(30)) {
      flag.percentage(percentage());
    } else if (chance(25)) {
      flag.schedule(chance(30) ? planned() : schedule(segments));
    }
    if (!before.isEmpty() && chance(30)) {
      String[] required = new String[1 + random.nextInt(2)];
      Arrays.setAll(required, i -> (chance(50) ? "!" : "") + oneOf(before).name());
      flag.requires(required);
    }
    int number = before.size();
    if (number < 10 && chance(15)) {
      // Flags of one layer take different parts of it, and bucket by the same attribute.
      return flag.layer(new Layer("layer" + number % 2, number * 10, number * 10 + 10)).build();
    }
    flag.bucketBy(chance(70) ? "id" : oneOf(List.of("company", "age", "visitor")));
    return chance(20) ? flag.salt("shared").build() : flag.build();
  }

  private void variants(Flag.Builder flag) {
    List<List<Object>> values =
        List.of(List.of("a", "b", "c"), List.of(1, 2.5, 3), List.of(true, false, true));
    List<Object> chosen = oneOf(values);
    for (int i = 0; chance(70) && i < 3; i++) {
      double weight = i == 0 || chance(70) ? 1 + random.nextInt(50) : 0;
      flag.variant(Variant.of("v" + i, weight, chosen.get(i)));
    }
  }

  private Rule rule(Condition condition, List<Variant> variants) {
    if (!variants.isEmpty() && chance(40)) {
      return Rule.variant(condition, oneOf(variants).name());
    }
    return chance(50)
        ? Rule.percentage(condition, percentage())
        : Rule.enabled(condition, random.nextBoolean());
  }

  private double percentage() {
    return oneOf(List.of(0.0, 100.0, 50.0, 12.5, random.nextDouble() * 100));
  }

  private Schedule schedule(List<String> segments) {
    return schedule(steps(segments), null);
  }

  private Schedule planned() {
    return schedule(List.of(), oneOf(PLANS));
  }

  private Schedule schedule(List<Schedule.Step> steps, String plan) {
    return new Schedule(
        START,
        ZoneId.of(chance(50) ? "Europe/Berlin" : "UTC"),
        steps,
        chance(30) ? instant() : null,
        chance(30) ? OptionalInt.of(random.nextInt(5)) : OptionalInt.empty(),
        plan);
  }

  private List<Schedule.Step> steps(List<String> segments) {
    List<Schedule.Step> steps = new ArrayList<>();
    random.ints(1 + random.nextInt(4), 0, 12).distinct().forEach(n -> steps.add(step(n, segments)));
    return steps;
  }

  private Schedule.Step step(int n, List<String> segments) {
    // A minute more, so that no duration meets a day.
    TemporalAmount offset =
        chance(50) ? Period.ofDays(n) : Duration.ofHours(n * 20L).plusMinutes(1);
    return chance(35)
        ? new Schedule.Step(offset, 0, oneOf(segments))
        : new Schedule.Step(offset, percentage());
  }

  /** Often the very instant of a step. */
  Instant instant() {
    return START
        .plus(Duration.ofHours(random.nextInt(20) * 12L - 24))
        .plusSeconds(chance(50) ? 0 : 60);
  }

  User user() {
    String id = oneOf(Arrays.asList(null, "", "anna", "user:" + random.nextInt(20), "é🏴", "5"));
    Map<String, Object> attributes = new HashMap<>();
    PATHS.stream()
        .filter(path -> path.indexOf('.') < 0 && !path.equals("missing") && chance(40))
        .forEach(path -> attributes.put(path, oneOf(VALUES)));
    if (chance(50)) {
      attributes.put("visitor", "anon-" + random.nextInt(20));
    }
    return new User(id, attributes);
  }

  Map<String, FlagOverride> overrides(FlagSet set) {
    Map<String, FlagOverride> overrides = new HashMap<>();
    List<FlagOverride> all =
        List.of(
            FlagOverride.ON,
            FlagOverride.OFF,
            FlagOverride.variant("v0"),
            FlagOverride.variant("v1"),
            new FlagOverride(false, "v0"));
    set.flags().stream()
        .filter(flag -> chance(20))
        .forEach(flag -> overrides.put(flag.name(), oneOf(all)));
    return overrides;
  }
}
