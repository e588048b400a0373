package dev.jackstaff.container;

import java.util.List;

/**
 * A limit that a container sets for the header, and that no filter can avoid: the response is reset
 * after the filter, and the error dispatch in which the filter could set the header again does not
 * come. This table is asserted as it stands, and the manual lists it.
 */
enum ContainerLimit {
  /** None. */
  NONE(Outcome.NAMED),
  /** A servlet throws, and there is no error page. */
  THROWN_WITHOUT_ERROR_PAGE(Outcome.UNNAMED, "undertow"),
  /** A servlet throws after an async dispatch, with or without an error page. */
  THROWN_IN_ASYNC_DISPATCH(Outcome.UNNAMED, "undertow"),
  /** A servlet throws after {@code startAsync()}, with or without an error page. */
  THROWN_AFTER_START_ASYNC(Outcome.UNNAMED, "undertow"),
  /** A servlet throws after {@code startAsync()}, and there is no error page. */
  UNANSWERED_AFTER_START_ASYNC(Outcome.NO_ANSWER, "tomcat-11", "tomcat-10"),
  /** A task given to {@code AsyncContext.start} throws; a race between two of its threads. */
  THROWN_BY_STARTED_TASK(Outcome.NAMED_OR_NO_ANSWER, "tomcat-11", "tomcat-10");

  private final Outcome outcome;

  @SuppressWarnings("ImmutableEnumChecker") // a list that List.of has made
  private final List<String> containers;

  ContainerLimit(Outcome outcome, String... containers) {
    this.outcome = outcome;
    this.containers = List.of(containers);
  }

  Outcome here() {
    return containers.contains(ServletContainerFixture.name()) ? outcome : Outcome.NAMED;
  }
}
