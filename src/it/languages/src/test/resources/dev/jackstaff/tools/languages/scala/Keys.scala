package shop
package keys

object Keys {
  final val Inlined = "inlined"
  val ObjectVal = "object_val"
  val Prefix = "new"
  lazy val Late = "late" + System.nanoTime()
}

sealed abstract class Feature(val key: String) {
  def named: String = "feature_" + key
}

object Feature {
  case object Search extends Feature("case_search")
  case object Checkout extends Feature("case_checkout")
}

case class Named(key: String, weight: Int)

object Named {
  val Constant = Named("case_class", 3)
}
