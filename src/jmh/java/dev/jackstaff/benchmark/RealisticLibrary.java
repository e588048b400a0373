package dev.jackstaff.benchmark;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.User;
import java.util.List;
import java.util.Map;

/** The realistic set in this library. */
final class RealisticLibrary extends RealisticPeer {
  private final FeatureFlags features = FeatureFlags.of(Jackstaff.read(RealisticSet.document()));

  @Override
  Object context(String id, Map<String, Object> attributes) {
    return new User(id, attributes);
  }

  @Override
  Object decideAll(Object context) {
    return features.evaluate((User) context);
  }

  @Override
  boolean[] answers(Object context) {
    Evaluation evaluation = features.evaluate((User) context);
    List<RealisticSet.Spec> flags = RealisticSet.flags();
    boolean[] answers = new boolean[flags.size()];
    for (int i = 0; i < answers.length; i++) {
      answers[i] = evaluation.isOn(flags.get(i).name());
    }
    return answers;
  }

  @Override
  public void close() {
    features.close();
  }
}
