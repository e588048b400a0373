package dev.jackstaff.internal.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Layer;
import dev.jackstaff.model.Reason;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.Source;
import dev.jackstaff.model.User;
import dev.jackstaff.model.Variant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("SEMANTICS: layer")
final class LayersTest {
  private static final Instant NOW = Instant.parse("2026-11-20T09:00:00Z");

  /** "experiments of one layer share its users out and never meet". */
  @Test
  void experimentsOfOneLayer_forAnyUser_neverMeet() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      List<Flag> flags = experiments(random);
      CompiledFlags compiled = CompiledFlags.of(FlagSet.of(flags), 1 << 16);
      for (int i = 0; i < 200; i++) {
        User user = User.of("user:" + i).with("age", i % 50);
        Decisions all = compiled.decide(user, NOW);
        long on = flags.stream().filter(flag -> isOn(all, flag)).count();
        assertTrue(on <= 1, () -> user + " takes part in " + on + " of " + flags);
      }
    }
  }

  private static boolean isOn(Decisions all, Flag flag) {
    return all.decision(all.find(flag.name())).on();
  }

  /** Experiments that are on for as many users as can be, beside and with other conditions. */
  private static List<Flag> experiments(Random random) {
    List<Flag> flags = new ArrayList<>();
    double from = 0;
    while (from < 100) {
      double to = random.nextInt(4) == 0 ? 100 : Math.min(100, from + random.nextDouble() * 40);
      Flag.Builder flag =
          Flag.builder("experiment" + flags.size()).layer(new Layer("shop", from, to));
      switch (random.nextInt(3)) {
        case 0 -> flag.enabled(true);
        case 1 -> flag.percentage(random.nextInt(101)).variant(Variant.of("a", 1));
        default -> flag.rule(Rule.enabled(Condition.is("age", random.nextInt(50)), true));
      }
      flags.add(flag.build());
      from = to;
    }
    return flags;
  }

  @Test
  void partsOfALayer_thatCoverIt_takeEveryUserOnce() {
    FlagSet set = FlagSet.of(on("a", 0, 30), on("b", 30, 99.5), on("c", 99.5, 100));
    CompiledFlags compiled = CompiledFlags.of(set, 0);
    int[] taken = new int[3];
    for (int i = 0; i < 20_000; i++) {
      Decisions all = compiled.decide(User.of("user:" + i), NOW);
      List<Flag> on = set.flags().stream().filter(flag -> isOn(all, flag)).toList();
      assertEquals(1, on.size());
      taken[on.get(0).name().charAt(0) - 'a']++;
    }
    assertEquals(6000, taken[0], 300);
    assertEquals(100, taken[2], 60);
  }

  private static Flag on(String name, double from, double to) {
    return Flag.builder(name).enabled(true).layer(new Layer("shop", from, to)).build();
  }

  @Test
  void userOutsideThePart_isOffBySplit_withTheLayerAsSource() {
    Flag flag = on("a", 0, 1e-9);
    CompiledFlags compiled = CompiledFlags.of(FlagSet.of(flag), 0);
    Decision decision = compiled.decide("a", User.of("anna"), NOW);
    assertEquals("a layer SPLIT", "a " + decision.sourceText() + " " + decision.reason());
    assertEquals(Source.LAYER, compiled.decide("a", User.anonymous(), NOW).source());
    Flag listed = flag.toBuilder().users("anna").build();
    Decision byList = CompiledFlags.of(FlagSet.of(listed), 0).decide("a", User.of("anna"), NOW);
    assertEquals(Reason.TARGETING_MATCH, byList.reason(), "a listed user comes before the layer");
  }

  /** Otherwise, the half of the layer would also be a half of the percentage. */
  @Test
  void layer_andPercentage_areIndependent() {
    Flag flag = Flag.builder("a").percentage(50).layer(new Layer("shop", 0, 50)).build();
    CompiledFlags compiled = CompiledFlags.of(FlagSet.of(flag), 0);
    int on = 0;
    for (int i = 0; i < 10_000; i++) {
      on += compiled.decide("a", User.of("user:" + i), NOW).on() ? 1 : 0;
    }
    assertEquals(2500, on, 200);
  }
}
