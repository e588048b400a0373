package dev.jackstaff.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** One line of the table. */
record Row(Task task, Subject subject, int flags, int threads) {

  /**
   * The rows that the options ask for. Peers take part at the first size and the first number of
   * threads, and only where there are peers, two threads are measured.
   */
  static List<Row> all(Options options) {
    List<Row> rows = new ArrayList<>();
    int firstThreads = options.counts("threads").get(0);
    for (int threads : options.counts("threads")) {
      for (Task task : Task.values()) {
        for (int flags : task.sizes(options)) {
          boolean first = flags == task.sizes(options).get(0);
          if (threads == firstThreads || (first && task.hasPeers())) {
            rows.addAll(of(task, flags, threads, first && threads == firstThreads));
          }
        }
      }
    }
    Pattern only = Pattern.compile(options.text("only"));
    return rows.stream().filter(row -> only.matcher(row.toString()).find()).toList();
  }

  private static List<Row> of(Task task, int flags, int threads, boolean peers) {
    List<Row> rows = new ArrayList<>();
    for (Subject subject : task.subjects()) {
      if (peers || !(subject instanceof Contender contender) || !contender.isPeer()) {
        rows.add(new Row(task, subject, flags, threads));
      }
    }
    return rows;
  }

  /** The text that {@code only} searches. */
  @Override
  public String toString() {
    return task + " " + subject.name() + " flags=" + flags + " threads=" + threads;
  }

  Row of(Subject other) {
    return new Row(task, other, flags, threads);
  }

  Row floor() {
    return of(task.floor(subject));
  }
}
