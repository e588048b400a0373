package dev.jackstaff.sample;

import dev.jackstaff.Evaluation;
import dev.jackstaff.Flags;
import dev.jackstaff.model.Decision;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Shows the visitor, and the decision of each flag with its reason, as JSON. */
public final class WhoamiServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("application/json;charset=UTF-8");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.getWriter().println(JSON.writeValueAsString(answer(Flags.from(request))));
  }

  private static Map<String, Object> answer(Evaluation evaluation) {
    Map<String, Object> variants = new LinkedHashMap<>();
    Map<String, Object> flags = new LinkedHashMap<>();
    for (Decision decision : evaluation.decisions().values()) {
      flags.put(decision.flag(), flag(decision));
      if (decision.variant() != null && !(decision.value() instanceof Boolean)) {
        variants.put(decision.flag(), decision.variant());
      }
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("user", evaluation.user().id());
    answer.put("attributes", evaluation.user().attributes());
    answer.put("at", evaluation.at().toString());
    answer.put("activeFlags", evaluation.active());
    answer.put("variants", variants);
    answer.put("flags", flags);
    return answer;
  }

  private static Map<String, Object> flag(Decision decision) {
    Map<String, Object> flag = new LinkedHashMap<>();
    flag.put("on", decision.on());
    flag.put("variant", decision.variant());
    flag.put("value", decision.value());
    flag.put("reason", decision.reason().name());
    flag.put("source", decision.sourceText());
    return flag;
  }
}
