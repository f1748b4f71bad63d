/// Where a condition begins to hold, to the last bit.
package enum Bisection {
  /// The boundary between two numbers.
  ///
  /// - Parameters:
  ///   - low: Where it fails; returned if it holds everywhere above.
  ///   - high: Where it holds, `≥ low`.
  ///   - holds: The condition, which holds from some number on.
  /// - Returns: The largest number at which it does not hold yet.
  package static func boundary(
    from low: Double, to high: Double, _ holds: (Double) -> Bool
  ) -> Double {
    var (low, high) = (low, high)
    while true {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { return low }
      if holds(middle) { high = middle } else { low = middle }
    }
  }
}
