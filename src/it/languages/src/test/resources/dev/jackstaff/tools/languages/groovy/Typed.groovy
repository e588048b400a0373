package shop

import dev.jackstaff.Flags
import groovy.transform.CompileStatic

@CompileStatic
class Typed {
  boolean literals() {
    Flags.on('static_literal') // asks: static_literal
  }

  boolean constants() {
    Flags.on(Keys.CONSTANT) || // asks: constant
      Flags.on(Keys.FIELD) // asks: field
  }

  boolean strings(int number) {
    Flags.on(Keys.PREFIX + '_search') || // asks: new_search
      Flags.on("${Keys.PREFIX}_checkout") || // asks: new_checkout
      Flags.on("step_$number") // asks: ?
  }

  boolean throughOthers() {
    TypedToggles.active('passed') // asks: passed_new
  }
}

@CompileStatic
class TypedToggles {
  static boolean active(String name) {
    Flags.on(name + '_new')
  }
}
