package dev.jackstaff.hygiene;

import dev.jackstaff.internal.jdbc.SqlStates;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches to a ledger, each once. A batch that cannot be written now is kept unchanged,
 * since it may have been written after all, and is the first one to be written the next time. A
 * batch that the database refuses for a value is split into halves, until that value is alone and
 * dropped. For one thread at a time.
 */
final class UsageBatches {
  private final UsageStore ledger;
  private final BiConsumer<String, Throwable> report;
  private final Deque<UsageBatch> waiting = new ArrayDeque<>();
  private long number;

  UsageBatches(UsageStore ledger, BiConsumer<String, Throwable> report) {
    this.ledger = ledger;
    this.report = report;
  }

  void add(@Nullable UsageBatch batch) {
    if (batch != null) {
      waiting.addLast(batch);
    }
  }

  void send() throws SQLException {
    while (!waiting.isEmpty()) {
      UsageBatch first = waiting.removeFirst();
      // Numbers rise in the order of sending: the ledger considers a batch with a lower number
      // written.
      UsageBatch batch = first.number() == UsageBatch.UNNUMBERED ? first.numbered(++number) : first;
      waiting.addFirst(batch);
      try {
        ledger.add(batch);
        waiting.removeFirst();
      } catch (SQLException e) {
        if (!SqlStates.isValueRefused(e)) {
          throw e;
        }
        waiting.removeFirst();
        refused(batch, e);
      }
    }
  }

  private void refused(UsageBatch batch, SQLException e) {
    if (batch.size() > 1) {
      List<UsageBatch> halves = batch.halves();
      waiting.addFirst(halves.get(1));
      waiting.addFirst(halves.get(0));
    } else {
      // The report omits the value, which may be a visitor's input.
      report.accept(
          "usage counts that the database refuses",
          new SQLException("one was dropped (" + e.getSQLState() + ")", e.getSQLState()));
    }
  }
}
