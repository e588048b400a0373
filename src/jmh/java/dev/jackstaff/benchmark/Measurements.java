package dev.jackstaff.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.ToDoubleFunction;

/** The results of the rounds so far, by row; NaN stands for what was not measured. */
final class Measurements {

  private final Map<Row, List<Measurement>> rounds = new LinkedHashMap<>();
  private final List<Double> serverCpu = new ArrayList<>();

  void add(Row row, Measurement measurement) {
    rounds.computeIfAbsent(row, key -> new ArrayList<>()).add(measurement);
  }

  /** A hello-world's CPU time for each request, in nanoseconds. */
  void addServer(double cpu) {
    serverCpu.add(cpu);
  }

  void forEach(BiConsumer<Row, List<Measurement>> action) {
    rounds.forEach(action);
  }

  double median(Row row, ToDoubleFunction<Measurement> value) {
    List<Measurement> measured = rounds.get(row);
    return measured == null ? Double.NaN : Spread.of(measured, value).median();
  }

  /** The median of the ratios of each round, since what was measured in one met one machine. */
  double ratio(Row row, Row other) {
    return ratio(cpu(row), cpu(other));
  }

  double ratioOfTime(Row row, Row other) {
    return ratio(values(row, Measurement::time), values(other, Measurement::time));
  }

  double ratioToServer(Row row) {
    return ratio(cpu(row), serverCpu);
  }

  double serverCpu() {
    return serverCpu.isEmpty() ? Double.NaN : Spread.of(serverCpu, cpu -> cpu).median();
  }

  /** Returns the difference of two rows as a part of that of two others. */
  double ratioOfRatios(Row row, Row other, Row floor, Row otherFloor) {
    return ratio(ratios(cpu(row), cpu(other)), ratios(cpu(floor), cpu(otherFloor)));
  }

  /** Returns the additional time of a row over a base, in units of a floor. */
  double ratioOfMore(Row row, Row base, Row floor, ToDoubleFunction<Measurement> value) {
    List<Double> more = new ArrayList<>();
    List<Double> with = values(row, value);
    List<Double> without = values(base, value);
    for (int i = 0; i < Math.min(with.size(), without.size()); i++) {
      more.add(with.get(i) - without.get(i));
    }
    return ratio(more, values(floor, value));
  }

  /** The faster of LaunchDarkly's ways, so that nobody is compared with the slower one. */
  Row launchDarkly(Row row) {
    boolean real = row.subject() instanceof RealisticContender;
    Row one = row.of(real ? RealisticContender.LAUNCHDARKLY : Contender.LAUNCHDARKLY);
    Row all = row.of(real ? RealisticContender.LAUNCHDARKLY_ALL : Contender.LAUNCHDARKLY_ALL);
    boolean slower = median(all, Measurement::cpu) < median(one, Measurement::cpu);
    return slower ? all : one;
  }

  private List<Double> cpu(Row row) {
    return values(row, Measurement::cpu);
  }

  private List<Double> values(Row row, ToDoubleFunction<Measurement> value) {
    return rounds.getOrDefault(row, List.of()).stream().map(value::applyAsDouble).toList();
  }

  private static double ratio(List<Double> ours, List<Double> theirs) {
    List<Double> ratios = ratios(ours, theirs);
    return ratios.isEmpty() ? Double.NaN : Spread.of(ratios, ratio -> ratio).median();
  }

  private static List<Double> ratios(List<Double> ours, List<Double> theirs) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
      ratios.add(ours.get(i) / theirs.get(i));
    }
    return ratios;
  }
}
