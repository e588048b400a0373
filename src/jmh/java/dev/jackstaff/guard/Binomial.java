package dev.jackstaff.guard;

/** How large a probability may be, after so many hits. */
final class Binomial {
  private Binomial() {}

  /** Clopper and Pearson's one-sided bound: with it, so few hits are as rare as 1 - confidence. */
  static double upper(long hits, long of, double confidence) {
    double low = 0;
    double high = 1;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (atMost(hits, of, middle) > 1 - confidence) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private static double atMost(long hits, long of, double p) {
    double log = of * Math.log1p(-p);
    double sum = 0;
    for (long k = 0; k <= hits; k++) {
      sum += Math.exp(log);
      log += Math.log((of - k) / (k + 1.0)) + Math.log(p) - Math.log1p(-p);
    }
    return sum;
  }
}
