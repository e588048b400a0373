package dev.jackstaff.internal.eval;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Layer;
import dev.jackstaff.model.Reason;
import dev.jackstaff.model.Requirement;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Source;
import dev.jackstaff.model.User;
import dev.jackstaff.model.Variant;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** SEMANTICS, Deciding, read off the page: slow, and sharing no code with what it checks. */
final class ReferenceDecider {
  private final FlagSet set;
  private final User user;
  private final Instant now;
  private final Map<String, FlagOverride> overrides;
  private final ReferenceConditions conditions;

  ReferenceDecider(FlagSet set, User user, Instant now, Map<String, FlagOverride> overrides) {
    this.set = set;
    this.user = user;
    this.now = now;
    this.overrides = overrides;
    this.conditions = new ReferenceConditions(set.segments());
  }

  Decision decide(String name) {
    return set.find(name).map(this::decide).orElseGet(() -> Decision.notFound(name)); // 1
  }

  private Decision decide(Flag flag) {
    if (flag.killed() != null) {
      return off(flag, Reason.DISABLED, Source.KILL, 0, null); // 2
    }
    FlagOverride override = overrides.get(flag.name());
    if (override != null && !override.on()) {
      return off(flag, Reason.TARGETING_MATCH, Source.OVERRIDE, 0, null); // 3
    }
    if (override != null && override.variant() == null) {
      return on(flag, Reason.TARGETING_MATCH, Source.OVERRIDE, 0, null);
    }
    if (override != null && variant(flag, override.variant()) != null) {
      Variant wanted = variant(flag, override.variant());
      return serve(flag, wanted, Reason.TARGETING_MATCH, Source.OVERRIDE, 0, null);
    }
    for (Requirement required : flag.requires()) {
      if (decide(required.flag()).on() != required.on()) {
        return off(flag, Reason.DISABLED, Source.REQUIRES, 0, null); // 4
      }
    }
    if (user.id() != null && flag.users().contains(user.id())) {
      return on(flag, Reason.TARGETING_MATCH, Source.USER, 0, null); // 5
    }
    if (flag.layer() != null && !isInLayer(flag)) {
      return off(flag, Reason.SPLIT, Source.LAYER, 0, null); // 5a
    }
    for (int i = 0; i < flag.rules().size(); i++) { // 6
      Rule rule = flag.rules().get(i);
      if (!conditions.holds(rule.condition(), user)) {
        continue;
      }
      if (rule.outcome() instanceof Rule.Percentage share) {
        if (id(flag) != null) {
          return split(flag, share.percentage(), Source.RULE, i + 1);
        }
      } else if (rule.outcome() instanceof Rule.Serve serve) {
        Variant wanted = variant(flag, serve.name());
        return serve(flag, wanted, Reason.TARGETING_MATCH, Source.RULE, i + 1, null);
      } else {
        return ((Rule.Enabled) rule.outcome()).on()
            ? on(flag, Reason.TARGETING_MATCH, Source.RULE, i + 1, null)
            : off(flag, Reason.TARGETING_MATCH, Source.RULE, i + 1, null);
      }
    }
    if (flag.percentage().isPresent() && id(flag) != null) {
      return split(flag, flag.percentage().getAsDouble(), Source.PERCENTAGE, 0); // 7
    }
    if (flag.schedule() != null && isInAudience(flag.schedule())) {
      return on(flag, Reason.TARGETING_MATCH, Source.SCHEDULE, 0, null);
    }
    if (flag.schedule() != null && id(flag) != null) {
      return split(flag, percentage(flag.schedule()), Source.SCHEDULE, 0);
    }
    Reason reason = looksAtNobody(flag) ? Reason.STATIC : Reason.DEFAULT; // 8
    return flag.enabled()
        ? on(flag, reason, Source.DEFAULT, 0, null)
        : off(flag, reason, Source.DEFAULT, 0, null);
  }

  private Decision split(Flag flag, double percentage, Source source, int rule) {
    double bucket = (bits(flag, 0) / (double) 0xFFFFFFFFL) * 100;
    return percentage == 100 || bucket < percentage
        ? on(flag, Reason.SPLIT, source, rule, percentage)
        : off(flag, Reason.SPLIT, source, rule, percentage);
  }

  /** "A flag that is on and has variants has one of them". */
  private Decision on(Flag flag, Reason reason, Source source, int rule, Double percentage) {
    if (flag.variants().isEmpty()) {
      return new Decision(flag.name(), true, "on", true, reason, source, rule, percentage, null);
    }
    List<Variant> weighted = flag.variants().stream().filter(v -> v.weight() > 0).toList();
    if (weighted.size() == 1) {
      return serve(flag, weighted.get(0), reason, source, rule, percentage);
    }
    if (id(flag) == null) {
      return serve(flag, weighted.get(0), Reason.DEFAULT, source, rule, percentage);
    }
    double total = weighted.stream().mapToDouble(Variant::weight).sum();
    double share = bits(flag, 4) / 4294967296.0;
    double cumulated = 0;
    for (Variant variant : weighted) {
      cumulated += variant.weight();
      if (cumulated > share * total) {
        return serve(flag, variant, Reason.SPLIT, source, rule, percentage);
      }
    }
    throw new AssertionError("no variant at " + share);
  }

  private static Decision serve(
      Flag flag, Variant variant, Reason reason, Source source, int rule, Double percentage) {
    boolean on = !Boolean.FALSE.equals(variant.value());
    return new Decision(
        flag.name(), on, variant.name(), variant.value(), reason, source, rule, percentage, null);
  }

  private static Decision off(
      Flag flag, Reason reason, Source source, int rule, Double percentage) {
    boolean plain = flag.variants().isEmpty();
    boolean booleans = !plain && flag.variants().get(0).value() instanceof Boolean;
    return new Decision(
        flag.name(),
        false,
        plain ? "off" : null,
        (plain || booleans) ? Boolean.FALSE : null,
        reason,
        source,
        rule,
        percentage,
        null);
  }

  private static Variant variant(Flag flag, String name) {
    return flag.variants().stream().filter(v -> v.name().equals(name)).findFirst().orElse(null);
  }

  private String id(Flag flag) {
    Object id = flag.bucketBy().equals("id") ? user.id() : user.attributes().get(flag.bucketBy());
    boolean integer = id instanceof Integer || id instanceof Long || id instanceof BigInteger;
    return id instanceof String || integer ? id.toString() : null;
  }

  /** "the bucket of salt layer:NAME lies in [from, to)". */
  private boolean isInLayer(Flag flag) {
    if (id(flag) == null) {
      return false;
    }
    Layer layer = flag.layer();
    double bucket = (bits("layer:" + layer.name(), flag, 0) / (double) 0xFFFFFFFFL) * 100;
    return bucket >= layer.from() && (layer.to() == 100 || bucket < layer.to());
  }

  private boolean isInAudience(Schedule schedule) {
    return reached(schedule).stream()
        .filter(step -> step.segment() != null)
        .anyMatch(step -> conditions.holds(Condition.inSegment(step.segment()), user));
  }

  private long bits(Flag flag, int from) {
    return bits(flag.salt(), flag, from);
  }

  private long bits(String salt, Flag flag, int from) {
    try {
      byte[] hashed = (salt + ":" + id(flag)).getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("MD5").digest(hashed);
      return Long.parseLong(HexFormat.of().formatHex(digest, from, from + 4), 16);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private double percentage(Schedule schedule) {
    double percentage = 0;
    for (Schedule.Step step : reached(schedule)) {
      percentage = step.segment() == null ? step.percentage() : percentage;
    }
    return percentage;
  }

  private List<Schedule.Step> reached(Schedule schedule) {
    Instant clock =
        schedule.hold() != null && schedule.hold().isBefore(now) ? schedule.hold() : now;
    List<Schedule.Step> steps = schedule.steps();
    int granted = Math.min(schedule.granted().orElse(steps.size()), steps.size());
    List<Schedule.Step> reached = new ArrayList<>();
    for (Schedule.Step step : steps.subList(0, granted)) {
      Instant begins =
          step.offset() instanceof Period days
              ? schedule
                  .start()
                  .atZone(schedule.zone())
                  .plusDays(days.get(ChronoUnit.DAYS))
                  .toInstant()
              : schedule.start().plus((Duration) step.offset());
      if (!begins.isAfter(clock)) {
        reached.add(step);
      }
    }
    return reached;
  }

  /** "if the flag says the same for everybody", as far as its fallback is reached. */
  private boolean looksAtNobody(Flag flag) {
    boolean plain = flag.users().isEmpty() && flag.rules().isEmpty();
    return plain
        && flag.percentage().isEmpty()
        && flag.schedule() == null
        && flag.layer() == null
        && flag.requires().stream().allMatch(r -> same(set.find(r.flag()).orElseThrow()));
  }

  private boolean same(Flag flag) {
    boolean onlyOne = flag.variants().stream().filter(v -> v.weight() > 0).count() <= 1;
    return flag.killed() != null
        || flag.requires().stream().anyMatch(this::neverMet)
        || (looksAtNobody(flag) && (!flag.enabled() || onlyOne));
  }

  private boolean neverMet(Requirement requirement) {
    Flag required = set.find(requirement.flag()).orElseThrow();
    Decision plain = new ReferenceDecider(set, User.anonymous(), now, Map.of()).decide(required);
    return same(required) && plain.on() != requirement.on();
  }
}
