package dev.jackstaff.hygiene;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The use of one name, over all nodes. Immutable.
 *
 * @param flag the name
 * @param since the time when the name was first defined or checked
 * @param decided the time when it was last decided, to the day; null if it was never defined
 * @param answers the counts of its answers by revision, the latest first
 * @param overridden the count of answers by testers' overrides, or null if there were none
 * @param undefined the count of checks while the name was not defined, or null if there were none
 */
public record FlagUsage(
    String flag,
    Instant since,
    @Nullable Instant decided,
    List<ResultCount> answers,
    @Nullable ResultCount overridden,
    @Nullable ResultCount undefined) {

  /**
   * The count of one answer.
   *
   * @param result the answer: {@code on}, {@code off} or a variant; empty if no definition gave it
   * @param revision the revision of the flag that gave the answer: 16 hexadecimal digits, the same
   *     on all nodes; empty if no definition gave it
   * @param asked the number of requests with this answer, plus the number of checks outside
   *     requests
   * @param first the time of the first one
   * @param last the time of the last one
   */
  public record ResultCount(
      String result, String revision, long asked, Instant first, Instant last) {}

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

  static FlagUsage of(String flag, List<UsageLine> lines) {
    UsageLine known = note(lines, UsageLine.KNOWN);
    return new FlagUsage(
        flag,
        lines.stream().map(UsageLine::first).min(Comparator.naturalOrder()).orElseThrow(),
        known == null ? null : known.last(),
        lines.stream()
            .filter(line -> !line.revision().isEmpty())
            .sorted(
                Comparator.comparing(UsageLine::last).reversed().thenComparing(UsageLine.BY_KEY))
            .map(line -> answer(line, line.answer()))
            .toList(),
        answer(note(lines, UsageLine.OVERRIDDEN)),
        answer(note(lines, UsageLine.UNDEFINED)));
  }

  private static @Nullable UsageLine note(List<UsageLine> lines, String word) {
    return lines.stream().filter(line -> line.isNote(word)).findFirst().orElse(null);
  }

  private static @Nullable ResultCount answer(@Nullable UsageLine line) {
    return line == null ? null : answer(line, "");
  }

  private static ResultCount answer(UsageLine line, String said) {
    return new ResultCount(said, line.revision(), line.asked(), line.first(), line.last());
  }

  /**
   * {@return the time when the name was last checked, whatever the answer; empty if it never was}
   */
  public Optional<Instant> lastAsked() {
    Optional<Instant> last = answers.stream().findFirst().map(ResultCount::last);
    return later(later(last, overridden), undefined);
  }

  private static Optional<Instant> later(Optional<Instant> one, @Nullable ResultCount other) {
    return other == null || one.filter(other.last()::isBefore).isPresent()
        ? one
        : Optional.of(other.last());
  }

  /** {@return the number of checks by answer, over all revisions} */
  public Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    answers.forEach(answer -> counts.merge(answer.result(), answer.asked(), Long::sum));
    return counts;
  }
}
