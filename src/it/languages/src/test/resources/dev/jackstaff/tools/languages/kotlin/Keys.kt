package shop.keys

const val TOP_CONST = "top_const"
val TOP_VAL = "top_val"
const val PREFIX = "new"

object Keys {
    const val IN_OBJECT = "in_object"
    val OBJECT_VAL = "object_val"

    @JvmField val FIELD = "object_field"
}

class Holder {
    companion object {
        const val IN_COMPANION = "in_companion"
        val COMPANION_VAL = "companion_val"

        @JvmStatic fun ofCompanion() = "companion_static"
    }
}

enum class Feature(val key: String) {
    SEARCH("enum_search"),
    CHECKOUT("enum_checkout");

    fun named() = "feature_$key"
}

data class Named(val key: String, val weight: Int)

val CONSTANT = Named("data_class", 3)
