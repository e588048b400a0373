package dev.jackstaff.model;

import dev.jackstaff.internal.Spelling;
import dev.jackstaff.model.Schedule.Step;
import java.time.DateTimeException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Checks the release plans of a set and the audiences of schedules, and resolves the plans. */
final class PlanCheck {
  private final Map<String, List<Step>> plans;
  private final Collection<String> segments;
  private final Problems problems;

  PlanCheck(Map<String, List<Step>> plans, Collection<String> segments, Problems problems) {
    this.plans = plans;
    this.segments = segments;
    this.problems = problems;
    plans.forEach(this::plan);
  }

  private void plan(String name, List<Step> steps) {
    String fault = Names.fault(name);
    if (!fault.isEmpty()) {
      problems.add("plans", () -> "/" + FlagCheck.escape(name), () -> fault);
    } else if (steps.isEmpty()) {
      problems.add("plans." + name, "", "a plan has at least one step");
    }
    for (String segment : unknown(steps)) {
      problems.add("plans." + name, () -> "", () -> unknownSegment(segment));
    }
  }

  /** Returns the flag with the steps of its plan; reports a plan or an audience that is unknown. */
  Flag resolved(Flag flag) {
    Schedule schedule = flag.schedule();
    if (schedule == null) {
      return flag;
    }
    String plan = schedule.plan();
    List<Step> steps = plan == null ? null : plans.get(plan);
    if (plan != null && steps != null) {
      return planned(flag, schedule, steps);
    }
    if (schedule.steps().isEmpty()) {
      problems.add(flag.name(), () -> "/schedule/plan", () -> unknownPlan(String.valueOf(plan)));
      return flag;
    }
    for (String segment : unknown(schedule.steps())) {
      problems.add(flag.name(), () -> "/schedule/steps", () -> unknownSegment(segment));
    }
    return plan == null ? flag : flag.toBuilder().schedule(schedule.withoutPlan()).build();
  }

  private Flag planned(Flag flag, Schedule schedule, List<Step> steps) {
    if (steps.isEmpty() || schedule.steps().equals(steps)) {
      return flag; // Empty steps are reported at the plan.
    }
    try {
      return flag.toBuilder().schedule(schedule.resolved(steps)).build();
    } catch (IllegalArgumentException refused) {
      problems.add(flag.name(), "/schedule/plan", String.valueOf(refused.getMessage()));
    } catch (DateTimeException | ArithmeticException overflow) {
      problems.add(flag.name(), "/schedule/plan", "schedule reaches beyond the calendar");
    }
    return flag;
  }

  private List<String> unknown(List<Step> steps) {
    return steps.stream()
        .flatMap(step -> Stream.ofNullable(step.segment()))
        .filter(segment -> !segments.contains(segment))
        .distinct()
        .toList();
  }

  private String unknownSegment(String name) {
    String hint = problems.suggestion(name, segments);
    return "unknown segment '" + Spelling.shown(name) + "'" + hint;
  }

  private String unknownPlan(String name) {
    String hint = problems.suggestion(name, plans.keySet());
    return "unknown plan '" + Spelling.shown(name) + "'" + hint;
  }
}
