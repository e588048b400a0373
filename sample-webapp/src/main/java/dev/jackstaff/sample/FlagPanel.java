package dev.jackstaff.sample;

import dev.jackstaff.Evaluation;
import dev.jackstaff.model.Decision;
import dev.jackstaff.store.StoreStatus;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Beside the goods, what a real shop would never show: who the visitor is, and their flags. */
final class FlagPanel {
  private static final List<String> PEOPLE =
      List.of("user:1", "user:7", "user:42", "user:123", "staff:ann");

  private FlagPanel() {}

  static Html of(Evaluation evaluation, StoreStatus status) {
    return Html.of(
        """
        <section class="panel" id="flags" aria-labelledby="your-flags">
          <h2 id="your-flags">Your flags</h2>
        {}{}{}</section>
        """,
        trouble(status),
        who(String.valueOf(evaluation.user().id())),
        flags(evaluation));
  }

  /** A slip in flags.json changes nothing, but it is worth knowing. */
  private static Html trouble(StoreStatus status) {
    return status.state() == StoreStatus.State.READY
        ? Html.NOTHING
        : Html.of(
            "<p class=\"trouble\" role=\"status\">These are the last good ones. {}</p>\n",
            status.reason());
  }

  private static Html who(String id) {
    return Html.of(
        """
        <p>You are <strong class="who">{}</strong></p>
        <form class="switch" method="post" action="/demo/user">
          <fieldset>
            <legend>Be somebody else <em>for the demo only</em></legend>
            <p>{}<button name="uid" value="">a stranger</button></p>
          </fieldset>
        </form>
        <form class="switch" method="post" action="/demo/user">
          <label for="uid">Or any other id</label>
          <p><input id="uid" name="uid" pattern="{}" placeholder="user:99" required
              autocomplete="off" autocapitalize="none" spellcheck="false">
            <button>Switch</button></p>
        </form>
        """,
        id,
        Html.each(PEOPLE, person -> person(person, id)),
        UserSwitchServlet.ID);
  }

  private static Html person(String person, String current) {
    return Html.of(
        "<button name=\"uid\" value=\"{}\" aria-pressed=\"{}\">{}</button>\n",
        person,
        person.equals(current),
        person);
  }

  private static Html flags(Evaluation evaluation) {
    return Html.of(
        """
        <table>
          <caption>{} of {} are on. Edit <code>{}.json</code> and reload.</caption>
          <thead>
            <tr><th scope="col">Flag</th><th scope="col">Is</th><th scope="col">Why</th></tr>
          </thead>
          <tbody>
        {}</tbody>
        </table>
        """,
        evaluation.active().size(),
        evaluation.decisions().size(),
        file(evaluation),
        Html.each(evaluation.decisions().values(), FlagPanel::row));
  }

  private static String file(Evaluation evaluation) {
    return evaluation.decisions().values().stream()
        .map(Decision::system)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse("flags");
  }

  private static Html row(Decision decision) {
    return Html.of(
        "<tr><th scope=\"row\">{}</th><td><span class=\"{}\">{}</span></td><td>{}"
            + " <small>{}</small></td></tr>\n",
        decision.flag(),
        decision.on() ? "is-on" : "is-off",
        answer(decision),
        decision.sourceText(),
        decision.reason().name().toLowerCase(Locale.ROOT).replace('_', ' '));
  }

  private static String answer(Decision decision) {
    return decision.variant() == null ? "off" : decision.variant();
  }
}
