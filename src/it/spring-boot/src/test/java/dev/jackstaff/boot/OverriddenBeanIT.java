package dev.jackstaff.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.model.User;
import dev.jackstaff.testing.Overridden;
import dev.jackstaff.testing.WithFlags;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

/** Fields that Spring injects, and contexts without a web. */
class OverriddenBeanIT {
  @Nested
  @MockShop
  @WithFlags(on = "new_checkout")
  @TestPropertySource(properties = "jackstaff.flags=classpath:shop-flags.json")
  class InjectedField {
    @Autowired @Overridden private FeatureFlags features;

    @Test
    void engine_hasTheFlagsOfTheClass() {
      assertTrue(features.evaluate(User.of("ben")).isOn("new_checkout"));
      assertTrue(Flags.on("new_checkout"));
    }

    @Test
    @WithFlags(off = {"new_checkout", "new_search"})
    void engine_hasTheFlagsOfTheMethod_overThoseOfTheClass() {
      assertEquals(java.util.List.of(), features.evaluate(User.of("anna")).active());
      assertFalse(Flags.on("new_checkout"));
    }
  }

  @Nested
  @SpringJUnitConfig(InAServiceTest.Nothing.class)
  class InAServiceTest {
    static class Nothing {}

    @Test
    @WithFlags(on = "new_checkout")
    void thread_hasTheFlags_whereNoBeanNeedsThem() {
      assertTrue(Flags.on("new_checkout"));
    }
  }
}
