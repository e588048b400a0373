package dev.jackstaff.hygiene;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the use of one name, of all nodes together. Immutable.
 *
 * @param flag the name
 * @param since when it was first heard of, defined or asked for
 * @param decided when it was last decided, to the day; null if it was never defined
 * @param answers what it said, by which version, the latest first
 * @param overridden how often a tester's override answered, or null if none did
 * @param undefined how often it was asked for while it was not defined, or null if it never was
 */
public record FlagUsage(
    String flag,
    Instant since,
    @Nullable Instant decided,
    List<Answer> answers,
    @Nullable Answer overridden,
    @Nullable Answer undefined) {

  /**
   * How often something was answered.
   *
   * @param said {@code on}, {@code off} or a variant; empty for those that no definition gave
   * @param revision the version of the flag that said it: 16 hexadecimal digits that are the same
   *     on all nodes; empty for those that no definition gave
   * @param asked by how many requests, and how often outside requests
   * @param first when first
   * @param last when last
   */
  public record Answer(String said, String revision, long asked, Instant first, Instant last) {}

  /**
   * Copies the list.
   *
   * @param flag as above
   * @param since as above
   * @param decided as above
   * @param answers as above
   * @param overridden as above
   * @param undefined as above
   */
  public FlagUsage {
    answers = List.copyOf(answers);
  }

  static FlagUsage of(String flag, List<Line> lines) {
    Line known = note(lines, Line.KNOWN);
    return new FlagUsage(
        flag,
        lines.stream().map(Line::first).min(Comparator.naturalOrder()).orElseThrow(),
        known == null ? null : known.last(),
        lines.stream()
            .filter(line -> !line.revision().isEmpty())
            .sorted(Comparator.comparing(Line::last).reversed().thenComparing(Line.BY_KEY))
            .map(line -> answer(line, line.answer()))
            .toList(),
        answer(note(lines, Line.OVERRIDDEN)),
        answer(note(lines, Line.UNDEFINED)));
  }

  private static @Nullable Line note(List<Line> lines, String word) {
    return lines.stream().filter(line -> line.isNote(word)).findFirst().orElse(null);
  }

  private static @Nullable Answer answer(@Nullable Line line) {
    return line == null ? null : answer(line, "");
  }

  private static Answer answer(Line line, String said) {
    return new Answer(said, line.revision(), line.asked(), line.first(), line.last());
  }

  /** {@return when it was last asked for, whatever answered; empty if it never was} */
  public Optional<Instant> lastAsked() {
    Optional<Instant> last = answers.stream().findFirst().map(Answer::last);
    return later(later(last, overridden), undefined);
  }

  private static Optional<Instant> later(Optional<Instant> one, @Nullable Answer other) {
    return other == null || one.filter(other.last()::isBefore).isPresent()
        ? one
        : Optional.of(other.last());
  }

  /** {@return how often it has said what, whichever version} */
  public Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    answers.forEach(answer -> counts.merge(answer.said(), answer.asked(), Long::sum));
    return counts;
  }
}
