package dev.jackstaff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.jackstaff.experiment.Experiments;
import dev.jackstaff.guard.RolloutGuard;
import dev.jackstaff.internal.eval.ForgottenNames;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Kill;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.User;
import dev.jackstaff.model.Variant;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** The cost of deciding, in bytes and digests, which do not depend on the clock. */
@ResourceLock(Resources.GLOBAL)
final class CostTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final User ANNA = User.of("anna");
  private static final List<String> PERCENTAGES =
      IntStream.range(0, 10).mapToObj(i -> "percentage_" + i).toList();
  private static final CountedDigests MD5 = new CountedDigests();

  @BeforeAll
  static void countDigests() {
    assertEquals(1, Security.insertProviderAt(MD5, 1));
  }

  @AfterAll
  static void countNoMore() {
    Security.removeProvider(MD5.getName());
  }

  /** 30 on, 30 off, 30 by percentage, 10 with 100 users each. */
  static FlagSet hundred() {
    List<Flag> flags = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      flags.add(Flag.on("on_" + i));
      flags.add(Flag.off("off_" + i));
      flags.add(Flag.percentage("percentage_" + i, 1 + 3 * i));
    }
    for (int i = 0; i < 10; i++) {
      int first = i * 50;
      String[] ids =
          IntStream.range(first, first + 100).mapToObj(n -> "user:" + n).toArray(String[]::new);
      flags.add(Flag.users("users_" + i, ids));
    }
    return FlagSet.of(flags);
  }

  private static List<User> strangers(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> User.of(prefix + i)).toList();
  }

  /** Bytes that one run of a task allocates, when it has run often. */
  static long bytes(Runnable task) {
    for (int i = 0; i < 20_000; i++) {
      task.run();
    }
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1000; i++) {
        task.run();
      }
      long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
      least = Math.min(least, bytes);
    }
    return least / 1000;
  }

  private static long digests(Runnable task) {
    return MD5.of(task);
  }

  @Test
  @SuppressWarnings("try") // the scope is not asked, it holds
  void flagsOn_ofTenAndOfTenThousandFlags_allocatesNothing() {
    for (int size : new int[] {10, 10_000}) {
      List<Flag> flags =
          IntStream.range(0, size).mapToObj(i -> Flag.percentage("flag_" + i, i % 101)).toList();
      String[] names = {"flag_0", "flag_5", "flag_" + (size - 1)};
      try (FeatureFlags features = FeatureFlags.of(FlagSet.of(flags));
          Scope scope = Flags.bind(features.evaluate(ANNA))) {
        assertEquals(
            0,
            bytes(
                () -> {
                  for (String name : names) {
                    Flags.on(name);
                    Flags.variant(name, "control");
                  }
                }),
            size + " flags");
      }
    }
  }

  @Test
  @SuppressWarnings("try") // the scope is not asked, it holds
  void flagsOn_whereEachIsRecorded_allocatesNothing() {
    FeatureFlags features = FeatureFlags.builder(hundred()).listener(end -> {}).build();
    try (Scope scope = Flags.bind(features.integration().begin(ANNA, Map.of()))) {
      assertEquals(0, bytes(() -> Flags.on("percentage_7")));
    }
    features.close();
  }

  /** Nine flags more cost less than the smallest object for each; the JIT compiler saves some. */
  @Test
  void observedRequest_thatAsksTenFlags_allocatesNothingForEach() {
    FeatureFlags features = FeatureFlags.of(hundred());
    Experiments experiments =
        Experiments.builder(features).sink((seen, did) -> {}).flags("percentage_*").attach();
    long one = bytes(() -> request(features, 1));
    long ten = bytes(() -> request(features, 10));
    Figures.record("%s", "observed request: " + one + " bytes, with ten flags: " + ten);
    assertTrue(Math.abs(ten - one) < 9 * 16);
    assertTrue(experiments.flush(Await.LONG));
    features.close();
  }

  /** A request hands over one record, whatever the number of the flags that are guarded. */
  @Test
  void requestUnderHundredGuards_allocatesAsMuchAsUnderOne() {
    long none = bytesUnderGuards(0);
    long one = bytesUnderGuards(1);
    long hundred = bytesUnderGuards(100);
    Figures.record(
        "%s", "request without guards: " + none + " bytes, 1: " + one + ", 100: " + hundred);
    assertTrue(Math.abs(hundred - one) < 16, one + " bytes under one guard, " + hundred);
  }

  private static long bytesUnderGuards(int guards) {
    List<Flag> flags = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Guard guard = i < guards ? Guard.DEFAULT : null;
      flags.add(Flag.percentage("percentage_" + i, 5).toBuilder().guard(guard).build());
    }
    try (FeatureFlags features = FeatureFlags.of(FlagSet.of(flags))) {
      RolloutGuard.builder(features).interval(Duration.ofDays(1)).attach();
      return bytes(() -> request(features, 10));
    }
  }

  /** Nor does the thread behind the requests pay for what it has sent already. */
  @Test
  void evidenceThread_makesNothingOfWhatItKnows() {
    FeatureFlags features = FeatureFlags.of(guarded());
    Experiments experiments =
        Experiments.builder(features).sink((seen, did) -> {}).flags("percentage_*").attach();
    RolloutGuard.builder(features).interval(Duration.ofDays(1)).attach();
    Thread teller = thread("jackstaff-evidence");
    long one = bytes(teller, features, 1);
    long ten = bytes(teller, features, 10);
    Figures.record("%s", "evidence of a request: " + one + " bytes, of ten flags: " + ten);
    assertTrue(ten - one < 8, one + " bytes of one flag, " + ten + " of ten");
    assertTrue(experiments.flush(Await.LONG));
    features.close();
  }

  /** Returns {@link #hundred} with a guard for each percentage. */
  private static FlagSet guarded() {
    Guard guard = new Guard(true, Duration.ofSeconds(1), 0.001, Guard.Then.NOTIFY, 0);
    List<Flag> flags = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      flags.add(Flag.percentage("percentage_" + i, 5 + 3 * i).toBuilder().guard(guard).build());
    }
    return FlagSet.of(flags);
  }

  /** Returns the thread of this engine, which was started last. */
  private static Thread thread(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name))
        .max(Comparator.comparingLong(Thread::getId))
        .orElseThrow();
  }

  /** Bytes that a thread allocates for one request, when it has been told of many. */
  private static long bytes(Thread teller, FeatureFlags features, int asked) {
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 40; round++) {
      assertTrue(features.evidence().flush(Await.LONG));
      long before = THREADS.getThreadAllocatedBytes(teller.getId());
      for (int i = 0; i < 2000; i++) {
        request(features, asked);
      }
      assertTrue(features.evidence().flush(Await.LONG));
      least = Math.min(least, THREADS.getThreadAllocatedBytes(teller.getId()) - before);
    }
    return least / 2000;
  }

  private static void request(FeatureFlags features, int asked) {
    Evaluation evaluation = features.integration().begin(ANNA, Map.of());
    for (int i = 0; i < asked; i++) {
      evaluation.isOn(PERCENTAGES.get(i));
    }
    features.integration().finish(evaluation, 200, null, Duration.ZERO);
  }

  /** A value of a user's own. */
  record Limit(int most) {}

  @Test
  @SuppressWarnings("try") // the scope is not asked, it holds
  void value_thatWasConverted_allocatesNextToNothing() {
    Variant variant = Variant.of("v", 1, Map.of("most", 5));
    Flag limit = Flag.builder("limit").enabled(true).variant(variant).build();
    try (FeatureFlags features = FeatureFlags.of(FlagSet.of(limit));
        Scope scope = Flags.bind(features.evaluate(ANNA))) {
      Limit none = new Limit(0);
      assertEquals(5, Flags.value("limit", Limit.class, none).most());
      assertEquals(0, bytes(() -> Flags.value("limit", Map.class, Map.of())));
      // A key to look the converted value up.
      long bytes = bytes(() -> Flags.value("limit", Limit.class, none));
      assertTrue(bytes <= 64, bytes + " bytes");
    }
  }

  @Test
  void hundredFlags_decidedForAUserSeenBefore_allocateUpTo128Bytes() {
    try (FeatureFlags features = FeatureFlags.of(hundred())) {
      long bytes = bytes(() -> features.evaluate(ANNA));
      Figures.record("%s", "deciding 100 flags, seen before: " + bytes + " bytes");
      assertTrue(bytes <= 128, bytes + " bytes");
    }
  }

  /** Also for users without an id, whom no percentage is about. */
  @Test
  void hundredFlags_decidedForNobody_allocateUpTo128Bytes() {
    try (FeatureFlags features = FeatureFlags.of(hundred())) {
      long bytes = bytes(() -> features.evaluate(User.anonymous()));
      assertTrue(bytes <= 128, bytes + " bytes");
      assertEquals(0, digests(() -> features.evaluate(User.anonymous())));
    }
  }

  @Test
  void rulesAndSegments_ofAUserSeenBefore_allocateNothingMore() {
    Condition condition =
        Condition.all(
            Condition.in("country", "DE", "AT", "CH"),
            Condition.is("address.city", "Berlin"),
            Condition.inSegment("beta"));
    List<Flag> flags = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      flags.add(Flag.builder("f" + i).rule(Rule.percentage(condition, 2 * i)).build());
    }
    Condition beta = Condition.any(Condition.is("beta", true), Condition.is("plan", "pro"));
    User user =
        User.of("anna")
            .with("country", "AT")
            .with("plan", "pro")
            .with("address", Map.of("city", "Berlin"));
    FlagSet set = FlagSet.of(flags, Map.of("beta", beta));
    try (FeatureFlags features = FeatureFlags.of(set)) {
      long bytes = bytes(() -> features.evaluate(user));
      assertTrue(bytes <= 128, bytes + " bytes");
    }
  }

  /** "number of digests": none for a user seen before, one a percentage for a new one. */
  @Test
  void digests_areOneForEachPercentage_andNoneForAUserSeenBefore() {
    try (FeatureFlags features = FeatureFlags.of(hundred())) {
      for (User user : strangers("stranger:", 50)) {
        assertEquals(30, digests(() -> features.evaluate(user)), "first visit");
        assertEquals(0, digests(() -> features.evaluate(user)), "second visit");
        assertEquals(0, digests(() -> features.evaluate(user.with("country", "DE"))));
      }
    }
  }

  /** Nobody and everybody need none, and neither does a flag that is decided before. */
  @Test
  void digests_ofWhatAPlainValueDecides_areNone() {
    Flag killed = Flag.percentage("k", 50).toBuilder().killed(Kill.UNEXPLAINED).build();
    Flag listed = Flag.percentage("l", 50).toBuilder().users("anna").build();
    Flag ruled =
        Flag.percentage("r", 50).toBuilder().rule(Rule.enabled(Condition.always(), true)).build();
    Flag required = Flag.percentage("q", 50).toBuilder().requires("k").build();
    Flag none = Flag.percentage("n", 0);
    Flag all = Flag.percentage("a", 100);
    FlagSet set = FlagSet.of(killed, listed, ruled, required, none, all);
    try (FeatureFlags features = FeatureFlags.of(set)) {
      assertEquals(0, digests(() -> features.evaluate(ANNA)));
    }
  }

  /** "one digest per flag at most", with rules, a percentage and variants all asking for it. */
  @Test
  void digests_ofAFlagThatAsksThrice_areOne() {
    Flag flag =
        Flag.builder("f")
            .rule(Rule.percentage(Condition.is("country", "FR"), 50))
            .percentage(99.999)
            .variant(Variant.of("a", 1))
            .variant(Variant.of("b", 1))
            .build();
    Flag other = Flag.builder("g").enabled(true).requires("f").build();
    try (FeatureFlags features = FeatureFlags.of(FlagSet.of(flag, other))) {
      assertEquals(1, digests(() -> features.evaluate(ANNA)));
    }
  }

  /** A single question needs only what its flag needs. */
  @Test
  void digests_ofOneQuestion_areThatFlagsOwn() {
    try (FeatureFlags features = FeatureFlags.of(hundred())) {
      assertEquals(1, digests(() -> features.isEnabled("percentage_3", "bob")));
      assertEquals(0, digests(() -> features.isEnabled("on_3", "bob")));
      assertEquals(0, bytes(() -> features.isEnabled("on_3", null)) / 64, "next to nothing");
    }
  }

  /** The library's own share of a request, over a request and a response that cost nothing. */
  @Test
  void request_ofAUserSeenBefore_allocatesUpTo512Bytes() {
    StubbedFilter filter = new StubbedFilter(hundred());
    long bytes = bytes(() -> filter.request(ANNA));
    Figures.record("%s", "request, 100 flags, seen before: " + bytes + " bytes");
    assertTrue(bytes <= 512, bytes + " bytes");
    assertTrue(filter.header().startsWith("on_0,"), filter.header());
    assertEquals(0, digests(() -> filter.request(ANNA)));
    filter.close();
  }

  @Test
  void request_ofANewUser_allocatesUpTo512BytesAndTwiceTheHeader() {
    StubbedFilter filter = new StubbedFilter(hundred());
    strangers("warm:", 20_000).forEach(filter::request);
    long longest = 0;
    long bytes = Long.MAX_VALUE;
    // On a busy machine the JIT compiler is at work for many rounds.
    for (int round = 0; round < 300 && bytes > 512 + 2 * longest; round++) {
      List<User> users = strangers("new:" + round + ":", 2000);
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (User user : users) {
        filter.request(user);
        longest = Math.max(longest, filter.header().length());
      }
      long used = THREADS.getCurrentThreadAllocatedBytes() - before;
      bytes = Math.min(bytes, used / users.size());
    }
    Figures.record("%s", "request, new user: " + bytes + " bytes, header up to " + longest);
    assertTrue(bytes <= 512 + 2 * longest, bytes + " bytes, header " + longest);
    assertEquals(30, digests(() -> filter.request(User.of("one more"))));
    filter.close();
  }

  @Test
  void user_isResolvedOnceARequest() throws ServletException, IOException {
    StubbedFilter filter = new StubbedFilter(hundred());
    filter.request(ANNA);
    assertEquals(1, filter.resolved());
    filter.again();
    filter.again();
    assertEquals(1, filter.resolved(), "later dispatches ask nobody");
    assertEquals(0, digests(() -> filter.again()));
    filter.close();
  }

  /** "map look-ups per request": none to decide and to name the active flags, one a question. */
  @Test
  void lookUpsByName_ofARequest_areOneForEachQuestion() {
    StubbedFilter filter = new StubbedFilter(hundred());
    User somebody = User.of("somebody new");
    List<String> active = filter.features().evaluate(somebody).active();
    StubbedFilter other = new StubbedFilter(hundred());
    ForgottenNames.of(other.features().evaluate(ANNA).answer().table());
    other.request(somebody);
    assertEquals(String.join(",", active), other.header(), "decided without names");
    other.request(somebody);
    assertEquals(
        Map.of("percentage_3", 2L), other.features().status().unknown(), "its servlet asks once");
    filter.close();
    other.close();
  }
}
