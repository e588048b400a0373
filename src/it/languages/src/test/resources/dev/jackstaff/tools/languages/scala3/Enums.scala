package shop

import dev.jackstaff.Flags

enum Toggle(val key: String):
  case Search extends Toggle("enum_search")
  case Checkout extends Toggle("enum_checkout")

val TopLevel = "top_level"

def enums: Boolean =
  Flags.on(Toggle.Search.key) || // asks: enum_search
    Flags.on(Toggle.Checkout.key) || // asks: enum_checkout
    Flags.on(TopLevel) // asks: top_level

extension (name: String) def isOn: Boolean = Flags.on(name)

def extended: Boolean = "extension".isOn // asks: extension
