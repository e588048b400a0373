package dev.jackstaff.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class LatestAssignmentsTest {
  private final LatestAssignments sent = new LatestAssignments(1 << 10);

  private boolean isNew(String id, String variant) {
    long subject = sent.subject("flag", "salt", id);
    boolean fresh = !sent.isLatest(subject, variant);
    sent.note(subject, variant);
    return fresh;
  }

  @Test
  void assignment_thatComesBack_isNewAgain() {
    assertTrue(isNew("anna", "a"));
    assertFalse(isNew("anna", "a"));
    assertTrue(isNew("anna", "b"));
    assertTrue(isNew("anna", "a"));
    assertFalse(isNew("anna", "a"));
  }

  @Test
  void subjects_ofOtherFlagsAndSalts_areOthers() {
    sent.note(sent.subject("flag", "salt", "anna"), "a");
    assertFalse(sent.isLatest(sent.subject("other", "salt", "anna"), "a"));
    assertFalse(sent.isLatest(sent.subject("flag", "other", "anna"), "a"));
    assertFalse(sent.isLatest(sent.subject("flag", "salt", "bob"), "a"));
  }

  @Test
  void memory_isBounded_andForgetsOldOnesOnly() {
    for (int i = 0; i < 100_000; i++) {
      assertTrue(isNew("user:" + i, "a"), "no subject is taken for another one");
    }
    assertFalse(isNew("user:99999", "a"));
    assertTrue(isNew("user:0", "a"), "forgotten");
    assertEquals(1 << 17, LatestAssignments.places(100_000));
    assertEquals(8, LatestAssignments.places(1));
  }
}
