package dev.jackstaff.boot;

import dev.jackstaff.Flags;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.slf4j.MDC;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;

/** Answers what was decided. */
@Controller
public class Pages {
  private final Desk desk;

  Pages(Desk desk) {
    this.desk = desk;
  }

  @GetMapping("/on")
  @ResponseBody
  String on(@RequestParam("flag") String flag) {
    return Boolean.toString(Flags.on(flag));
  }

  @GetMapping("/log")
  @ResponseBody
  String log() {
    return MDC.get("flags");
  }

  @GetMapping("/async")
  @ResponseBody
  CompletableFuture<String> async() {
    return desk.checkout();
  }

  @GetMapping("/callable")
  @ResponseBody
  Callable<String> callable() {
    return () -> Boolean.toString(Flags.on("new_checkout"));
  }

  @GetMapping("/boom")
  @ResponseBody
  String boom() {
    throw new IllegalStateException("boom");
  }

  @GetMapping("/page")
  String page() {
    return "page";
  }
}
