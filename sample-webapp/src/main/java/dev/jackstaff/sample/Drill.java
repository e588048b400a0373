package dev.jackstaff.sample;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.net.URI;
import java.util.Optional;

/**
 * The equipment to see a guard at work: a card reader that can be jammed, and visitors who do not
 * mind. One for each web application; the visitors go home with it.
 */
public final class Drill implements ServletContextListener {
  private final CardReader cardReader = new CardReader();
  private String flag = "";
  private Optional<Crowd> crowd = Optional.empty();

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

  /** Lets a crowd in, unless one is inside. */
  synchronized void letIn(URI shop) {
    if (crowd.filter(Crowd::isInside).isEmpty()) {
      crowd = Optional.of(Crowd.enter(shop));
    }
  }

  synchronized void sendHome() {
    crowd.ifPresent(Crowd::leave);
  }
}
