package shop

import dev.jackstaff.FeatureFlags
import dev.jackstaff.Flags
import dev.jackstaff.model.User

class Shop {
  List<String> names
  FeatureFlags features

  boolean literals() {
    if (Flags.on('literal')) { // asks: literal
      return true
    }
    return features.isEnabled("typed", User.anonymous()) // asks: typed
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

  boolean enums() {
    Flags.on(Feature.SEARCH.key) // asks: ?
  }

  boolean choices(boolean old) {
    Flags.on(old ? 'either' : 'or') // asks: either, or
  }

  boolean handedOn() {
    names.any { Flags.on(it) } // asks: ?
  }

  boolean closures() {
    names.any { Flags.on('in_closure') } // asks: in_closure
  }

  boolean untyped(def somebody) {
    somebody.isEnabled('untyped', User.anonymous()) // asks: ?
  }

  boolean throughOthers() {
    Toggles.active('passed') || // asks: passed_new
      own('own') // asks: own_new
  }

  private boolean own(String name) {
    Toggles.active(name)
  }
}

class Toggles {
  static boolean active(String name) {
    Flags.on(name + '_new')
  }
}
