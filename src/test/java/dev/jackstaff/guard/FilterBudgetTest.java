package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The memory of the exposed units of many guarded flags is bounded in total. */
class FilterBudgetTest {
  private static final long FREE = 60 << 10;

  private static UnitFilter filter(FilterBudget budget) {
    UnitFilter filter = new UnitFilter();
    filter.budget(budget);
    return filter;
  }

  private static void fill(UnitFilter filter, int seed, int hashes) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < hashes; i++) {
      filter.add(random.nextLong());
    }
  }

  private static double mistakes(UnitFilter filter) {
    SplittableRandom random = new SplittableRandom(-1);
    int mistakes = 0;
    for (int i = 0; i < 100_000; i++) {
      mistakes += filter.contains(random.nextLong()) ? 1 : 0;
    }
    return mistakes / 100_000.0;
  }

  private static boolean hasAll(UnitFilter filter, int seed, int hashes) {
    SplittableRandom random = new SplittableRandom(seed);
    return random.longs(hashes).allMatch(filter::contains);
  }

  @Test
  void hundredFlags_takeNoMoreThanTheBudget_andForgetNobody() {
    long max = 6 << 20;
    FilterBudget budget = new FilterBudget(max);
    UnitFilter[] flags =
        Stream.generate(() -> filter(budget)).limit(100).toArray(UnitFilter[]::new);
    for (int i = 0; i < flags.length; i++) {
      fill(flags[i], i, 60_000);
    }
    long bytes = Stream.of(flags).mapToLong(UnitFilter::bytes).sum();
    assertTrue(bytes <= max + 100 * FREE, bytes + " bytes");
    assertTrue(budget.taken() > max / 2, budget.taken() + " bytes are used");
    assertTrue(hasAll(flags[0], 0, 60_000));
    assertTrue(hasAll(flags[99], 99, 60_000));
    assertTrue(mistakes(flags[0]) < 0.03, "the first flag has room");

    UnitFilter late = filter(budget);
    fill(late, 100, 40_000);
    assertTrue(mistakes(late) < 0.03, "40,000 facts need none of the budget");

    Stream.of(flags).forEach(UnitFilter::clear);
    assertEquals(0, budget.taken());
    assertFalse(flags[0].contains(new SplittableRandom(0).nextLong()));
  }

  @Test
  void filter_growsFromFourKibibytesToTwoMebibytes() {
    UnitFilter filter = filter(new FilterBudget());
    assertEquals(0, filter.bytes());
    filter.add(1);
    assertEquals(4 << 10, filter.bytes());
    fill(filter, 1, 1_000_000);
    assertTrue(mistakes(filter) < 1 / 30.0, "mistakes " + mistakes(filter));
    fill(filter, 2, 1_000_000);
    assertEquals((2 << 20) - (4 << 10), filter.bytes());
  }

  @Test
  void budget_givesAtMostAQuarterOfWhatIsLeft() {
    FilterBudget budget = new FilterBudget();
    assertFalse(budget.take(FilterBudget.MAX_BYTES / 4 + 1));
    assertTrue(budget.take(FilterBudget.MAX_BYTES / 4));
    assertFalse(budget.take(FilterBudget.MAX_BYTES / 4));
    budget.give(FilterBudget.MAX_BYTES / 4);
    assertEquals(0, budget.taken());
  }
}
