package dev.jackstaff.model;

/**
 * The part of a layer's users who take part in an experiment. The experiments of one layer share
 * its users out, so no user takes part in two of them.
 *
 * @param name the layer's name, a name such as a flag has
 * @param from the lower end of the range of buckets, 0 to 100, inclusive
 * @param to the upper end of the range, over {@code from} and up to 100; exclusive, except for 100
 */
public record Layer(String name, double from, double to) {
  /**
   * Checks the range; the name is checked with the flag.
   *
   * @param name as above
   * @param from as above
   * @param to as above
   */
  public Layer {
    if (!(from >= 0 && from < to && to <= 100)) {
      throw new IllegalArgumentException(
          "a layer's range must be within 0 to 100 and not empty, was %s to %s"
              .formatted(Percentages.text(from), Percentages.text(to)));
    }
  }

  /** {@return the salt that the layer's buckets are computed with} */
  public String salt() {
    return "layer:" + name;
  }

  /**
   * {@return whether a user could take part in both experiments}
   *
   * @param other another layer or another part of the same
   */
  boolean overlaps(Layer other) {
    return name.equals(other.name) && from < other.to && other.from < to;
  }
}
