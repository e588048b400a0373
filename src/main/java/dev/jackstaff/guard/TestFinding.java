package dev.jackstaff.guard;

/**
 * Evidence of harm that has reached its limit.
 *
 * @param signal the kind of outcome
 * @param comparison the groups
 * @param evidence the largest evidence so far
 * @param limit the limit it has reached
 */
record TestFinding(TestSignal signal, ArmComparison comparison, double evidence, double limit) {}
