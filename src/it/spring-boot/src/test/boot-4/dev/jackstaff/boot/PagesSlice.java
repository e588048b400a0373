package dev.jackstaff.boot;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.core.annotation.AliasFor;

/** The controllers alone. */
@Retention(RetentionPolicy.RUNTIME)
@WebMvcTest({Pages.class, Checkout.class})
@interface PagesSlice {
  @AliasFor(annotation = WebMvcTest.class)
  String[] properties() default {};
}
