package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExposedUnitsTest {
  private static void fill(ExposedUnits crowd, SplittableRandom random, int units, double share) {
    for (int i = 0; i < units; i++) {
      long unit = UnitHash.spread(random.nextLong());
      crowd.see(random.nextDouble() < share, unit);
    }
  }

  /**
   * The sizes are right, so evidence of 1,000 against them is as rare as one crowd in a thousand;
   * whether the nodes exchange a few units often, or many at once, as after an outage.
   */
  @ParameterizedTest
  @CsvSource({"20, 3000, 0.1", "3, 20000, 0.1", "10, 10000, 0.5", "200, 250, 0.01", "6, 9000, 0.9"})
  void groupsOfTheRightSizes_areNotUneven_howeverTheyAreBroughtTogether(
      int exchanges, int units, double share) {
    int alarms = 0;
    for (int seed = 0; seed < 100; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      ExposedUnits all = new ExposedUnits();
      boolean alarm = false;
      for (int i = 0; i < exchanges; i++) {
        ExposedUnits node = new ExposedUnits();
        fill(node, random, units, share);
        all.merge(node);
        alarm |= all.unevenness(share) >= 1000;
      }
      alarms += alarm ? 1 : 0;
    }
    assertTrue(alarms <= 2, alarms + " of 100");
  }

  @Test
  void groupsOfWrongSizes_areUneven_alsoBroughtTogether() {
    SplittableRandom random = new SplittableRandom(1);
    ExposedUnits all = new ExposedUnits();
    for (int i = 0; i < 10; i++) {
      ExposedUnits node = new ExposedUnits();
      fill(node, random, 5000, 0.13);
      all.merge(node);
    }
    assertTrue(all.unevenness(0.1) >= 1000, "evidence " + all.unevenness(0.1));
  }

  @Test
  void unitThatTwoNodesHaveSeen_isOnTheListOnce() {
    ExposedUnits one = new ExposedUnits();
    fill(one, new SplittableRandom(5), 1000, 0.3);
    ExposedUnits two = new ExposedUnits();
    fill(two, new SplittableRandom(5), 1500, 0.3);
    one.merge(two);
    assertEquals(1500, one.listed());
    assertEquals(1500, one.count(true) + one.count(false));
    one.merge(two);
    assertEquals(1500, one.listed());
  }

  @Test
  void crowd_isTheSameAfterItWasWritten() {
    ExposedUnits crowd = new ExposedUnits();
    fill(crowd, new SplittableRandom(9), 30_000, 0.2);
    ByteBuffer bytes = ByteBuffer.allocate(crowd.bytes());
    crowd.write(bytes);
    ExposedUnits read = ExposedUnits.read(bytes.flip());
    assertEquals(crowd.count(true), read.count(true));
    assertEquals(crowd.count(false), read.count(false));
    assertEquals(crowd.listed(), read.listed());
    assertEquals(crowd.unevenness(0.2), read.unevenness(0.2));
  }
}
