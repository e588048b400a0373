package dev.jackstaff.experiment;

import java.time.Instant;

/**
 * An exposure before its subject is hashed, which takes a key that may have to be fetched.
 *
 * @param arms the flag at that time
 * @param variant the variant shown
 * @param split the weights of the draw
 * @param id the value that the flag buckets by
 * @param at the time
 */
record PendingExposure(VariantWeights arms, String variant, String split, String id, Instant at) {
  Exposure named(SubjectIds subjects) throws Exception {
    String subject = subjects.name(arms.bucketBy(), id);
    return new Exposure(arms.flag(), arms.salt(), subject, variant, split, at);
  }
}
