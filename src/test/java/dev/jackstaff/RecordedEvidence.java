package dev.jackstaff;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps the evidence that it receives. Thread-safe. */
public final class RecordedEvidence implements EvidenceListener {
  final List<RequestRecord> begun = new CopyOnWriteArrayList<>();
  final List<FinishedRequest> requests = new CopyOnWriteArrayList<>();
  final List<TrackedEvent> events = new CopyOnWriteArrayList<>();
  final List<String> lines = new CopyOnWriteArrayList<>();
  volatile Thread thread = Thread.currentThread();

  /** Returns the requests that have ended. */
  public List<FinishedRequest> requests() {
    return requests;
  }

  /** Returns the actions of users. */
  public List<TrackedEvent> events() {
    return events;
  }

  @Override
  public void begun(RequestRecord request) {
    begun.add(request);
  }

  @Override
  public void finished(FinishedRequest request) {
    thread = Thread.currentThread();
    requests.add(request);
  }

  @Override
  public void tracked(TrackedEvent event) {
    events.add(event);
  }

  @Override
  public void idle() {
    lines.add("caught up after " + requests.size());
  }
}
