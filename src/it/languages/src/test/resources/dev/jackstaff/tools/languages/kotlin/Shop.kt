package shop

import dev.jackstaff.Flags
import shop.keys.CONSTANT
import shop.keys.Feature
import shop.keys.Holder
import shop.keys.Keys
import shop.keys.PREFIX
import shop.keys.TOP_CONST
import shop.keys.TOP_VAL

class Shop(private val names: List<String>) {
    fun literals(): Boolean {
        if (Flags.on("literal")) return true // asks: literal
        return Flags.value("limit", Int::class.javaObjectType, 6) > 3 && // asks: limit
            Flags.on( // asks: on_its_own_line
                "on_its_own_line"
            )
    }

    fun constants() =
        Flags.on(TOP_CONST) || // asks: top_const
            Flags.on(TOP_VAL) || // asks: top_val
            Flags.on(Keys.IN_OBJECT) || // asks: in_object
            Flags.on(Keys.OBJECT_VAL) || // asks: object_val
            Flags.on(Keys.FIELD) || // asks: object_field
            Flags.on(Holder.IN_COMPANION) || // asks: in_companion
            Flags.on(Holder.COMPANION_VAL) || // asks: companion_val
            Flags.on(Holder.ofCompanion()) || // asks: companion_static
            Flags.on(CONSTANT.key) // asks: data_class

    fun enums() =
        Flags.on(Feature.SEARCH.key) || // asks: enum_search
            Flags.on(Feature.CHECKOUT.named()) || // asks: feature_enum_checkout
            Flags.on(Feature.CHECKOUT.name) // asks: CHECKOUT

    fun strings(number: Int): Boolean {
        val search = "${PREFIX}_search"
        val top = "$TOP_VAL-x"
        return Flags.on(search) || // asks: new_search
            Flags.on(top) || // asks: top_val-x
            Flags.on(TOP_VAL + "_" + Keys.OBJECT_VAL) || // asks: top_val_object_val
            Flags.on("step_$number") // asks: ?
    }

    fun choices(old: Boolean) = Flags.on(if (old) "either" else "or") // asks: either, or

    fun handedOn() = names.any { Flags.on(it) } // asks: ?

    fun throughOthers() =
        "extension".isOn() || // asks: extension
            isNew("passed") || // asks: passed_new
            Toggles.active(key = "by_name") // asks: by_name

    fun lambdas(): () -> Boolean = { Flags.on("in_lambda") } // asks: in_lambda

    fun inlined(): String =
        whenOn("inlined_once") { "on" } + // asks: inlined_once
            whenOn("inlined_twice") { "on" } // asks: inlined_twice
}

fun String.isOn() = Flags.on(this)

private fun isNew(name: String) = Flags.on(name + "_new")

object Toggles {
    fun active(count: Int = 1, key: String) = Flags.on(key) && count > 0
}

inline fun whenOn(key: String, then: () -> String): String {
    if (Flags.on(key)) {
        return then()
    }
    return "off"
}
