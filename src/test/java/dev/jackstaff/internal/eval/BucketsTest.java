package dev.jackstaff.internal.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Figures;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import dev.jackstaff.model.Variant;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("SEMANTICS, Buckets")
final class BucketsTest {
  private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");
  private static final long LAST = 0xFFFFFFFFL;

  /** 30 names, several of which differ in one character only. */
  private static final List<String> NAMES =
      List.of(
          "new_search",
          "new_search1",
          "new_search2",
          "new_search3",
          "New_search",
          "new-search",
          "new_checkout",
          "new_checkouts",
          "new_checkouT",
          "dark_mode",
          "dark_mods",
          "dark_node",
          "a",
          "b",
          "c",
          "aa",
          "ab",
          "ba",
          "flag1",
          "flag2",
          "flag3",
          "flag10",
          "flag11",
          "flag12",
          "checkout_button",
          "checkout_buttons",
          "ai_recommendations",
          "maintenance",
          "team.search:v1",
          "team.search:v2");

  /** "Golden values (salt, id → bucket; digest)". */
  @ParameterizedTest
  @CsvSource({
    "new_search,   user:123, 16.741351484493666, 2adb9cb3638afecddc548a2cd4a91a0b",
    "new_checkout, user:1,   21.829521893949604, 37e2320aef11c11e3cbff3fce068a5df",
    "new_checkout, user:42,  40.778591400193655, 6864a85cb36343a3b123e6f42ab3fed0",
    "dark_mode,    Ünï→🏴,   83.18569750599231,  d4f49426185da4fbde76d5f33973cda3",
    "new_search,   '',       58.419969179299656, 958e1c6adaf0d51ef91009ebb1b06204"
  })
  void goldenValue_ofTable_isMetExactly(String salt, String id, double bucket, String digest)
      throws NoSuchAlgorithmException {
    assertEquals(bucket, Buckets.bucket(salt, id));
    assertEquals(digest.substring(0, 16), hex(Buckets.digest(salt, id)));
    assertEquals(digest, HexFormat.of().formatHex(md5(salt + ":" + id)));
    assertEquals(onUnder(salt, id, bucket), List.of(false, true));
  }

  /** The rows that record_buckets.py wrote with Python's hashlib. */
  @Test
  void recordedRow_ofAnotherImplementation_isMetExactly() throws IOException {
    List<String> rows = recorded();
    assertTrue(rows.size() >= 1000, rows.size() + " rows");
    for (String row : rows) {
      String[] cells = row.split("\t", -1);
      String salt = URLDecoder.decode(cells[0], StandardCharsets.UTF_8);
      String id = URLDecoder.decode(cells[1], StandardCharsets.UTF_8);
      long digest = Buckets.digest(salt, id);
      assertEquals(Double.parseDouble(cells[2]), Buckets.bucket(salt, id), row);
      assertEquals(Double.parseDouble(cells[3]), (digest & LAST) / 0x1p32, row);
      assertEquals(cells[4], hex(digest), row);
    }
  }

  /** The same rows through whole flags, whose path through the buffers is another one. */
  @Test
  void recordedRow_asFlag_isOffAtItsBucketAndOnAboveIt() throws IOException {
    for (String row : recorded()) {
      String[] cells = row.split("\t", -1);
      String salt = URLDecoder.decode(cells[0], StandardCharsets.UTF_8);
      String id = URLDecoder.decode(cells[1], StandardCharsets.UTF_8);
      double bucket = Double.parseDouble(cells[2]);
      assertEquals(List.of(false, true), onUnder(salt, id, bucket), row);
    }
  }

  /** "on when bucket < percentage": off at the percentage itself, on at the next double. */
  private static List<Boolean> onUnder(String salt, String id, double bucket) {
    Flag at = Flag.builder("at").salt(salt).percentage(bucket).build();
    Flag above = Flag.builder("above").salt(salt).percentage(Math.nextUp(bucket)).build();
    Decisions answer = CompiledFlags.of(FlagSet.of(at, above), 0).decide(User.of(id), NOW);
    return answer.table().places().stream().map(place -> answer.decision(place).on()).toList();
  }

  /** "100 is everybody (the original loses one user in 2^32 there) and 0 is nobody." */
  @Test
  void threshold_ofNobodyAndEverybody_leavesNoDigestOut() {
    assertEquals(0, Buckets.threshold(0));
    assertEquals(0, Buckets.threshold(-0.0));
    assertEquals(LAST + 1, Buckets.threshold(100), "also the digest FFFFFFFF, whose bucket is 100");
    assertEquals(LAST, Buckets.threshold(Math.nextDown(100.0)));
    assertEquals(
        1, Buckets.threshold(Double.MIN_VALUE), "bucket 0 is under every other percentage");
  }

  @Test
  void threshold_ofPercentage_isExactAroundItsEdge() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      double percentage = percentage(random, i);
      long threshold = Buckets.threshold(percentage);
      for (long bits = Math.max(0, threshold - 3); bits <= Math.min(LAST, threshold + 3); bits++) {
        double bucket = bits / (double) 0xFFFFFFFFL * 100;
        boolean on = percentage == 100 || bucket < percentage;
        assertEquals(on, bits < threshold, percentage + " at " + bits);
      }
    }
  }

  private static double percentage(Random random, int i) {
    return switch (i % 4) {
      case 0 -> random.nextInt(101);
      case 1 -> random.nextInt(10_001) / 100.0;
      case 2 -> random.nextDouble() * 100;
      // The bucket of a digest, where rounding would show.
      default -> (random.nextInt() & LAST) / (double) 0xFFFFFFFFL * 100;
    };
  }

  @Test
  void threshold_ofWeight_isExactAroundItsEdge() {
    Random random = new Random(2);
    for (int i = 0; i < 20_000; i++) {
      double total = i % 2 == 0 ? 1 + random.nextInt(1000) : random.nextDouble() * 1000;
      double cumulated = i % 3 == 0 ? random.nextInt(10) * total / 10 : random.nextDouble() * total;
      long threshold = Buckets.threshold(cumulated, total);
      for (long bits = Math.max(0, threshold - 3); bits <= Math.min(LAST, threshold + 3); bits++) {
        double share = bits / 0x1p32;
        assertEquals(cumulated > share * total, bits < threshold, cumulated + " of " + total);
      }
    }
  }

  /** "Raising a percentage keeps everyone who was on." */
  @Test
  void percentage_raised_dropsNobody() {
    Random random = new Random(3);
    double[] steps = random.doubles(40, 0, 100).sorted().toArray();
    List<Flag> flags = new ArrayList<>();
    for (int i = 0; i < steps.length; i++) {
      flags.add(Flag.builder("step" + i).salt("new_search").percentage(steps[i]).build());
    }
    CompiledFlags compiled = CompiledFlags.of(FlagSet.of(flags), 0);
    for (int user = 0; user < 5000; user++) {
      Decisions answer = compiled.decide(User.of("user:" + random.nextInt()), NOW);
      boolean before = false;
      for (FlagSlot place : answer.table().places()) {
        boolean on = answer.decision(place).on();
        assertTrue(on || !before, place.name());
        before = on;
      }
    }
  }

  /** "so that every flag picks the same users; that is not repeated": flags are independent. */
  @Test
  void flags_ofThirtyNames_pickUsersIndependently() {
    int users = 20_000;
    List<Flag> flags = NAMES.stream().map(name -> Flag.percentage(name, 10)).toList();
    CompiledFlags compiled = CompiledFlags.of(FlagSet.of(flags), 0);
    boolean[][] on = new boolean[NAMES.size()][users];
    for (int user = 0; user < users; user++) {
      Decisions answer = compiled.decide(User.of("user:" + user), NOW);
      for (FlagSlot place : answer.table().places()) {
        on[place.index()][user] = answer.decision(place).on();
      }
    }
    double most = 0;
    for (int a = 0; a < NAMES.size(); a++) {
      for (int b = 0; b < a; b++) {
        most = Math.max(most, Math.abs(phi(on[a], on[b])));
      }
    }
    Figures.record("largest |phi| of %d flags over %d users: %.4f", on.length, users, most);
    assertTrue(most < 0.03, "|phi| " + most);
  }

  private static double phi(boolean[] a, boolean[] b) {
    double n11 = 0;
    double n1x = 0;
    double nx1 = 0;
    for (int i = 0; i < a.length; i++) {
      n11 += a[i] && b[i] ? 1 : 0;
      n1x += a[i] ? 1 : 0;
      nx1 += b[i] ? 1 : 0;
    }
    double n = a.length;
    return (n * n11 - n1x * nx1) / Math.sqrt(n1x * nx1 * (n - n1x) * (n - nx1));
  }

  /**
   * "Variant choice uses other bits than the rollout, so a 10 % experiment has all its variants."
   */
  @Test
  void experiment_atTenPercent_hasItsVariantsAtTheirWeights() {
    Flag flag = experiment("checkout_button").percentage(10).build();
    CompiledFlags compiled = CompiledFlags.of(FlagSet.of(flag), 0);
    double[] count = new double[3];
    for (int user = 0; user < 200_000; user++) {
      Decision decision = compiled.decide("checkout_button", User.of("user:" + user), NOW);
      if (decision.on()) {
        count[List.of("control", "green", "blue").indexOf(decision.variant())]++;
      }
    }
    double n = count[0] + count[1] + count[2];
    double chi = square(count[0], n / 2) + square(count[1], n / 4) + square(count[2], n / 4);
    // 2 degrees of freedom: 13.8 is exceeded by chance once in 1,000 draws, and this draw is fixed.
    assertTrue(chi < 13.8, "chi-square " + chi);
    // The binomial's standard deviation of 10 % of 200,000 is 134; 4 of them.
    assertEquals(20_000, n, 537);
  }

  private static double square(double observed, double expected) {
    return (observed - expected) * (observed - expected) / expected;
  }

  /** "Turning a rollout into an experiment moves nobody in or out." */
  @Test
  void rollout_madeAnExperiment_movesNobody() {
    for (double percentage : new double[] {0, 1, 10, 33.3, 50, 99.9, 100}) {
      FlagSet before = FlagSet.of(Flag.percentage("checkout_button", percentage));
      FlagSet after = FlagSet.of(experiment("checkout_button").percentage(percentage).build());
      CompiledFlags rollout = CompiledFlags.of(before, 0);
      CompiledFlags experiment = CompiledFlags.of(after, 0);
      for (int i = 0; i < 2000; i++) {
        User user = User.of("user:" + i);
        assertEquals(
            rollout.decide("checkout_button", user, NOW).on(),
            experiment.decide("checkout_button", user, NOW).on());
      }
    }
  }

  /** "first cumulative weight > share * total weight". */
  @Test
  void variant_ofUser_isTheFormulas() throws NoSuchAlgorithmException {
    Random random = new Random(4);
    for (int i = 0; i < 300; i++) {
      double[] weights = random.doubles(2 + random.nextInt(5), 0, 10).toArray();
      weights[random.nextInt(weights.length)] = 0;
      Flag.Builder flag = Flag.builder("f").enabled(true);
      for (int v = 0; v < weights.length; v++) {
        flag.variant(Variant.of("v" + v, weights[v]));
      }
      CompiledFlags compiled = CompiledFlags.of(FlagSet.of(flag.build()), 0);
      for (int user = 0; user < 50; user++) {
        Decision decision = compiled.decide("f", User.of("user:" + user), NOW);
        assertEquals("v" + chosen(weights, "f:user:" + user), decision.variant());
      }
    }
  }

  private static int chosen(double[] weights, String hashed) throws NoSuchAlgorithmException {
    String hex = new BigInteger(1, md5(hashed)).toString(16);
    hex = "0".repeat(32 - hex.length()) + hex;
    double share = Long.parseLong(hex.substring(8, 16), 16) / 4294967296.0;
    double total = 0;
    for (double weight : weights) {
      total += weight;
    }
    double cumulated = weights[0];
    int i = 0;
    while (!(cumulated > share * total)) {
      cumulated += weights[++i];
    }
    return i;
  }

  /**
   * Weights so small that share × total rounds up to the total must not reach what has no weight.
   */
  @Test
  void variant_withoutWeight_isNeverChosen() {
    Flag flag =
        Flag.builder("f")
            .enabled(true)
            .variant(Variant.of("never", 0))
            .variant(Variant.of("a", Double.MIN_VALUE))
            .variant(Variant.of("b", Double.MIN_VALUE))
            .variant(Variant.of("neither", 0))
            .build();
    CompiledFlags compiled = CompiledFlags.of(FlagSet.of(flag), 0);
    for (int user = 0; user < 1000; user++) {
      String variant = compiled.decide("f", User.of("user:" + user), NOW).variant();
      assertFalse(List.of("never", "neither").contains(variant), variant);
    }
  }

  private static Flag.Builder experiment(String name) {
    return Flag.builder(name)
        .variant(Variant.of("control", 50))
        .variant(Variant.of("green", 25))
        .variant(Variant.of("blue", 25));
  }

  private static byte[] md5(String text) throws NoSuchAlgorithmException {
    return MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String hex(long digest) {
    return HexFormat.of().toHexDigits(digest);
  }

  private static List<String> recorded() throws IOException {
    try (InputStream in = BucketsTest.class.getResourceAsStream("buckets.tsv");
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }
}
