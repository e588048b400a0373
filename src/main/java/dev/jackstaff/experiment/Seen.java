package dev.jackstaff.experiment;

import java.time.Instant;

/**
 * An exposure before its subject is hashed, which takes a key that may have to be fetched.
 *
 * @param arms the flag as it was
 * @param variant what was shown
 * @param split the weights of the draw
 * @param id what the flag draws by
 * @param at when
 */
record Seen(Arms arms, String variant, String split, String id, Instant at) {
  Exposure named(Subjects subjects) throws Exception {
    String subject = subjects.name(arms.bucketBy(), id);
    return new Exposure(arms.flag(), arms.salt(), subject, variant, split, at);
  }
}
