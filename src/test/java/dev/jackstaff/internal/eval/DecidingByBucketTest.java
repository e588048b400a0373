package dev.jackstaff.internal.eval;

import static dev.jackstaff.internal.eval.Deciding.NOW;
import static dev.jackstaff.internal.eval.Deciding.assertDecision;
import static dev.jackstaff.internal.eval.Deciding.decide;
import static dev.jackstaff.internal.eval.Deciding.idThatIs;
import static dev.jackstaff.internal.eval.Deciding.since;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Reason;
import dev.jackstaff.model.User;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The lines of "Deciding" that are about buckets. */
@DisplayName("SEMANTICS, Deciding by bucket")
final class DecidingByBucketTest {
  private static final User ANNA = User.of("anna");

  @Nested
  @DisplayName("7. percentage")
  final class Percentage {
    @Test
    void percentage_decidesByBucket() {
      Flag flag = Flag.percentage("f", 30);
      User in = User.of(idThatIs(true, "f", 30));
      User out = User.of(idThatIs(false, "f", 30));
      assertDecision(true, Reason.SPLIT, "percentage", 30.0, decide(in, "f", flag));
      assertDecision(false, Reason.SPLIT, "percentage", 30.0, decide(out, "f", flag));
    }

    /** "Off here is final, it does not fall through to enabled." */
    @Test
    void percentage_thatSaysOff_doesNotFallThrough() {
      Flag flag = Flag.builder("f").enabled(true).percentage(0).build();
      assertDecision(false, Reason.SPLIT, "percentage", 0.0, decide(ANNA, "f", flag));
    }

    /** "if there is a bucketing id"; 7 before 8. */
    @Test
    void percentage_withoutId_leavesItToTheFallback() {
      Flag off = Flag.percentage("f", 100);
      assertDecision(false, Reason.DEFAULT, "default", decide(User.anonymous(), "f", off));
      Flag on = Flag.builder("f").enabled(true).percentage(0).build();
      assertDecision(true, Reason.DEFAULT, "default", decide(User.anonymous(), "f", on));
    }

    /** "100 is everybody with an id." */
    @Test
    void percentage_ofAHundred_isEverybodyWithAnId() {
      Flag flag = Flag.percentage("f", 100);
      for (String id : List.of("", " ", "x".repeat(1000), "\uD800", "user:1")) {
        assertDecision(true, Reason.SPLIT, "percentage", 100.0, decide(User.of(id), "f", flag));
      }
    }

    /** "the library itself buckets any string", the empty one and long ones too. */
    @Test
    void percentage_ofAnyString_isItsBucket() {
      for (String id : List.of("", " ", "x".repeat(257), "x".repeat(100_000), "Ünï→🏴", "a")) {
        boolean on = Buckets.bucket("f", id) < 50;
        assertDecision(
            on,
            Reason.SPLIT,
            "percentage",
            50.0,
            decide(User.of(id), "f", Flag.percentage("f", 50)));
      }
    }

    @Test
    void schedule_decidesByItsPercentageNow() {
      Flag flag = Flag.builder("f").schedule(since(Duration.ofHours(1), 40)).build();
      User in = User.of(idThatIs(true, "f", 40));
      User out = User.of(idThatIs(false, "f", 40));
      assertDecision(true, Reason.SPLIT, "schedule", 40.0, decide(in, "f", flag));
      assertDecision(false, Reason.SPLIT, "schedule", 40.0, decide(out, "f", flag));
    }

    /** "Before the first step: 0." */
    @Test
    void schedule_beforeItsFirstStep_isZero() {
      Flag flag =
          Flag.builder("f").enabled(true).schedule(since(Duration.ofHours(-1), 100)).build();
      assertDecision(false, Reason.SPLIT, "schedule", 0.0, decide(ANNA, "f", flag));
      assertDecision(true, Reason.DEFAULT, "default", decide(User.anonymous(), "f", flag));
    }

    /** "salt: what is hashed in the flag name's place". */
    @Test
    void salt_ofAnotherFlag_picksItsUsers() {
      Flag copy = Flag.builder("copy").salt("f").percentage(50).build();
      Flag own = Flag.percentage("copy", 50);
      int moved = 0;
      for (int i = 0; i < 200; i++) {
        User user = User.of("user:" + i);
        boolean on = decide(user, "copy", copy).on();
        assertEquals(decide(user, "f", Flag.percentage("f", 50)).on(), on);
        moved += decide(user, "copy", own).on() == on ? 0 : 1;
      }
      assertTrue(moved > 50, "another salt draws anew, moved " + moved);
    }
  }

  /** "bucketBy": "A string, or an integer in decimal; anything else is no id". */
  @Nested
  @DisplayName("bucketBy")
  final class BucketBy {
    private final Flag flag = Flag.builder("f").bucketBy("company").percentage(100).build();
    private final Flag half = Flag.builder("f").bucketBy("company").percentage(50).build();

    @Test
    void bucketBy_string_isHashedInTheIdsPlace() {
      for (int i = 0; i < 50; i++) {
        User user = User.of("user:" + i % 7).with("company", "acme" + i);
        boolean on = Buckets.bucket("f", "acme" + i) < 50;
        assertDecision(on, Reason.SPLIT, "percentage", 50.0, decide(user, "f", half));
      }
    }

    @Test
    void bucketBy_integer_isHashedInDecimal() {
      List<Number> integers =
          List.of(7, -7L, (short) 7, (byte) 7, Long.MAX_VALUE, new BigInteger("9".repeat(30)));
      for (Number company : integers) {
        User user = User.anonymous().with("company", company);
        boolean on = Buckets.bucket("f", company.toString()) < 50;
        assertDecision(on, Reason.SPLIT, "percentage", 50.0, decide(user, "f", half));
      }
    }

    @Test
    void bucketBy_anythingElse_isNoId() {
      List<Object> others =
          List.of(7.0, 7.5f, new BigDecimal("7"), true, List.of("acme"), Map.of("id", "acme"));
      for (Object company : others) {
        User user = ANNA.with("company", company);
        assertDecision(false, Reason.DEFAULT, "default", decide(user, "f", flag));
      }
    }

    @Test
    void bucketBy_missing_isNoIdEvenIfTheUserHasOne() {
      assertDecision(false, Reason.DEFAULT, "default", decide(ANNA, "f", flag));
      User nothing = ANNA.with("company", null);
      assertDecision(false, Reason.DEFAULT, "default", decide(nothing, "f", flag));
    }

    /** "visitor = the anonymous cookie's id, sticky over login". */
    @Test
    void bucketBy_visitor_staysOverLogin() {
      Flag sticky = Flag.builder("f").bucketBy("visitor").percentage(50).build();
      for (int i = 0; i < 50; i++) {
        User before = User.of("anon-" + i).with("visitor", "anon-" + i);
        User after = User.of("anna").with("visitor", "anon-" + i);
        assertEquals(decide(before, "f", sticky), decide(after, "f", sticky));
      }
    }

    /** The remembered buckets are those of the id alone; another company has another bucket. */
    @Test
    void bucketBy_changedForAReturningUser_isSeenAtOnce() {
      CompiledFlags flags = CompiledFlags.of(FlagSet.of(half, Flag.percentage("g", 50)), 1 << 20);
      for (int i = 0; i < 200; i++) {
        Decisions answer = flags.decide(ANNA.with("company", "acme" + i), NOW);
        boolean f = answer.decision(answer.table().find("f")).on();
        boolean g = answer.decision(answer.table().find("g")).on();
        assertEquals(Buckets.bucket("f", "acme" + i) < 50, f);
        assertEquals(Buckets.bucket("g", "anna") < 50, g);
      }
    }

    /** An attribute named id does not replace the user's id. */
    @Test
    void bucketBy_id_isTheUsersIdWhateverTheAttributesSay() {
      Flag byId = Flag.builder("f").percentage(100).build();
      User user = User.anonymous().with("id", "x");
      assertDecision(false, Reason.DEFAULT, "default", decide(user, "f", byId));
    }
  }
}
