package dev.jackstaff.tools.convert;

import java.util.HashMap;
import java.util.Map;

/** Reads the features that Unleash serves to its clients: {@code features} and {@code segments}. */
final class UnleashConverter implements FlagConverter {
  UnleashConverter() {}

  @Override
  public void convert(byte[] content, String place, ConvertedFlags result) {
    JsonPart file = JsonPart.read(content, place, result);
    JsonPart features = file.get("features");
    if (result.problems().isEmpty() && features.isMissing()) {
      file.problem("has no 'features'; is it what Unleash serves at /api/client/features?");
    }
    Map<String, String> segments = new HashMap<>();
    for (JsonPart segment : file.get("segments").items()) {
      String id = String.valueOf(segment.get("id").value());
      String name = ConvertedFlags.newName(segment.get("name").text("segment-" + id));
      try {
        Map<String, Object> condition = UnleashConstraints.all(segment.get("constraints"));
        String fault = result.conditionFault(condition);
        if (!fault.isEmpty()) {
          throw new Untranslatable(fault);
        }
        result.segment(name, condition);
        segments.put(id, name);
      } catch (Untranslatable e) {
        result.segmentNote(name, String.valueOf(e.getMessage()));
      }
    }
    for (JsonPart feature : features.items()) {
      String name = feature.get("name").text("");
      if (name.isEmpty()) {
        feature.problem("must have a 'name'");
      } else {
        new UnleashFeature(feature, result.add(name, place), segments).translate();
      }
    }
  }
}
