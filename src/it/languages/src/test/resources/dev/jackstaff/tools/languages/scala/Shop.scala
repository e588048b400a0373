package shop

import dev.jackstaff.Flags
import shop.keys._

class Shop(names: List[String]) {
  def literals: Boolean = {
    if (Flags.on("literal")) { // asks: literal
      return true
    }
    Flags.variant("button", "blue") == "green" // asks: button
  }

  def constants: Boolean =
    Flags.on(Keys.Inlined) || // asks: inlined
      Flags.on(Keys.ObjectVal) || // asks: object_val
      Flags.on(Named.Constant.key) || // asks: case_class
      Flags.on(Keys.Late) // asks: ?

  def enums: Boolean =
    Flags.on(Feature.Search.key) || // asks: case_search
      Flags.on(Feature.Checkout.named) // asks: feature_case_checkout

  def strings(number: Int): Boolean = {
    val search = s"${Keys.Prefix}_search"
    Flags.on(search) || // asks: new_search
      Flags.on(Keys.Prefix + "_" + Keys.ObjectVal) || // asks: new_object_val
      Flags.on(s"step_$number") // asks: ?
  }

  def choices(old: Boolean): Boolean =
    Flags.on(if (old) "either" else "or") // asks: either, or

  def handedOn: Boolean = names.exists(name => Flags.on(name)) // asks: ?

  def throughOthers: Boolean =
    Toggles.active("passed") // asks: passed_new

  def lambdas: () => Boolean = () => Flags.on("in_lambda") // asks: in_lambda
}

object Toggles {
  def active(name: String): Boolean = Flags.on(name + "_new")
}
