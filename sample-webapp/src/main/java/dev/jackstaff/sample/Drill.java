package dev.jackstaff.sample;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Schedule;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.net.URI;
import java.util.Optional;

/**
 * The equipment to see a guard at work: a card reader that can be broken, and visitors who do not
 * mind. One for each web application; the visitors go home with it.
 */
public final class Drill implements ServletContextListener {
  private final CardReader cardReader = new CardReader();
  private String flag = "";
  private Optional<Crowd> crowd = Optional.empty();
  private Optional<DrillRun> run = Optional.empty();
  private String refusal = "";

  /** A visit without a plan: all come, and nothing breaks by itself. */
  private static final Crowd.Plan NO_PLAN =
      new Crowd.Plan() {
        @Override
        public boolean continues(int before) {
          return true;
        }

        @Override
        public void end() {
          // There is nothing to repair.
        }
      };

  static Drill in(ServletContext context) {
    return (Drill) context.getAttribute(Drill.class.getName());
  }

  @Override
  public void contextInitialized(ServletContextEvent event) {
    ServletContext context = event.getServletContext();
    flag = context.getInitParameter("drill");
    context.setAttribute(Drill.class.getName(), this);
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    cardReader.repair();
    sendHome();
  }

  /** The flag whose users need the card reader. */
  String flag() {
    return flag;
  }

  CardReader cardReader() {
    return cardReader;
  }

  /** Returns the visitors who are there, or were there last. */
  synchronized Optional<Crowd> crowd() {
    return crowd;
  }

  /** Returns the progress of the drill, or the reason why it was not started; may be empty. */
  synchronized String progress() {
    return refusal.isEmpty() ? run.map(DrillRun::text).orElse("") : refusal;
  }

  /** Lets a crowd in, unless one is inside. */
  synchronized void letIn(URI shop) {
    if (isFree()) {
      refusal = "";
      run = Optional.empty();
      crowd = Optional.of(Crowd.enter(shop, NO_PLAN));
    }
  }

  /** Starts a drill, unless a crowd is inside or the flag cannot be halted now. */
  synchronized void start(Fault fault, URI shop, FeatureFlags features) {
    if (!isFree()) {
      return;
    }
    refusal = refusal(features);
    if (refusal.isEmpty()) {
      DrillRun next = new DrillRun(fault, cardReader, features, flag);
      run = Optional.of(next);
      crowd = Optional.of(Crowd.enter(shop, next));
    }
  }

  private boolean isFree() {
    return crowd.filter(Crowd::isInside).isEmpty();
  }

  private String refusal(FeatureFlags features) {
    Flag found = features.definitions().find(flag).orElse(null);
    if (found == null || found.guard() == null) {
      return "Not started: nothing guards " + flag + " here, so nothing would stop it.";
    }
    if (found.isKilled()) {
      return "Not started: " + flag + " is killed. Re-enable it in the console, then start again.";
    }
    Schedule schedule = found.schedule();
    double percentage =
        schedule == null
            ? found.percentage().orElse(0)
            : schedule.percentage(features.integration().now());
    if (percentage > 0 && percentage < 100) {
      return "";
    }
    return schedule == null
        ? "Not started: set the percentage of " + flag + " to one between 0 and 100, such as 25."
        : "Not started: the schedule of "
            + flag
            + " has it at "
            + Math.round(percentage)
            + " % now, so there is nobody to compare. Remove the schedule and set a percentage, such"
            + " as 25.";
  }

  synchronized void sendHome() {
    crowd.ifPresent(Crowd::leave);
  }
}
