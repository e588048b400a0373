package dev.jackstaff.guard;

import dev.jackstaff.model.Flag;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The exchange of a node that shares nothing: each test receives the node's own events. */
final class LoneExchange implements EventExchange {
  private final List<SharedTest> tests = new CopyOnWriteArrayList<>();

  @Override
  public boolean isAlone() {
    return true;
  }

  @Override
  public Optional<String> key(Flag flag, TestKey terms) {
    return Optional.of("");
  }

  @Override
  public SharedTest join(String flag, String key) {
    SharedTest test = new SharedTest(flag, key);
    tests.add(test);
    return test;
  }

  @Override
  public void leave(SharedTest test) {
    tests.remove(test);
  }

  @Override
  public void exchange(long front, long now) {
    tests.forEach(SharedTest::receiveOwn);
  }

  @Override
  public boolean claim(SharedTest test, RecordedVerdict verdict) {
    return true;
  }
}
