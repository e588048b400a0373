package dev.jackstaff.benchmark;

import dev.jackstaff.benchmark.Contender.Role;
import dev.jackstaff.store.Poll;
import java.util.List;

/** The measured operations, with their subjects and the subject that each is compared with. */
enum Task {
  RETURNING_USER("decide all, user seen before", DecideAll.class, "returningUser"),
  NEW_USER("decide all, new user", DecideAll.class, "newUser"),
  IN_TURN("decide all, users seen before in turn", DecideInTurn.class, "returningUser"),
  REAL_RETURNING(
      "decide a realistic set, user seen before", DecideRealistic.class, "returningUser"),
  REAL_NEW("decide a realistic set, new user", DecideRealistic.class, "newUser"),
  CHECK("one check", CheckOne.class, "check"),
  COUNTED_CHECK("one check, usage counted or not", CountedCheck.class, "check"),
  FILTER_RETURNING("doFilter, user seen before", DoFilter.class, "returningUser"),
  FILTER_NEW("doFilter, new user", DoFilter.class, "newUser"),
  OBSERVED("a request", ObservedRequest.class, "requests"),
  REACH("decide one flag", Reach.class, "decide"),
  LOAD("load a document", Load.class, "load"),
  CHANGE("change one flag", OneChange.class, "change"),
  REQUEST("decide all, user seen before", OneChange.class, "request"),
  POLL("look at a file", Poll.class, "look");

  final String title;
  final String benchmark;

  Task(String title, Class<?> type, String method) {
    this.title = title;
    this.benchmark = type.getName() + "." + method;
  }

  List<? extends Subject> subjects() {
    return switch (this) {
      case RETURNING_USER, NEW_USER -> Contender.in(Role.DECIDE);
      case IN_TURN -> List.of(UserCount.values());
      case REAL_RETURNING, REAL_NEW -> List.of(RealisticContender.values());
      case CHECK -> Contender.in(Role.CHECK);
      case COUNTED_CHECK -> List.of(Counting.values());
      case FILTER_RETURNING, FILTER_NEW -> List.of(Passage.values());
      case OBSERVED -> List.of(Watching.values());
      case REACH -> List.of(Shape.values());
      case LOAD -> List.of(Reader.values());
      case CHANGE -> List.of(Traffic.CHANGING);
      case REQUEST -> List.of(Traffic.values());
      case POLL -> List.of(Traffic.STILL);
    };
  }

  /** Returns the subject that a subject is compared with; itself if there is none. */
  Subject floor(Subject subject) {
    return switch (this) {
      case RETURNING_USER -> Contender.FLOOR_MIX64;
      case NEW_USER -> Contender.FLOOR_MD5;
      case IN_TURN -> UserCount.USERS_1000;
      case REAL_RETURNING -> RealisticContender.FLOOR_KEPT;
      case REAL_NEW -> RealisticContender.FLOOR;
      case CHECK -> Contender.FLOOR_MAP;
      case COUNTED_CHECK -> Counting.WITHOUT;
      case FILTER_RETURNING, FILTER_NEW -> Passage.BARE;
      case OBSERVED -> Watching.LOOK_UPS;
      case REACH -> ((Shape) subject).small();
      case LOAD -> Reader.TREE;
      case REQUEST -> Traffic.STILL;
      case CHANGE, POLL -> subject;
    };
  }

  /** The sizes of the set; the first is the one at which the peers take part. */
  List<Integer> sizes(Options options) {
    return switch (this) {
      case RETURNING_USER, NEW_USER -> options.counts("flags");
      case CHECK -> options.counts("checks");
      case IN_TURN,
          REAL_RETURNING,
          REAL_NEW,
          COUNTED_CHECK,
          FILTER_RETURNING,
          FILTER_NEW,
          OBSERVED ->
          List.of(100);
      case LOAD, CHANGE, REQUEST -> List.of(10_000);
      case REACH, POLL -> List.of(1);
    };
  }

  boolean hasPeers() {
    return this == RETURNING_USER || this == NEW_USER || this == CHECK;
  }
}
