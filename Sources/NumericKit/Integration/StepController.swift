import RealModule

/// Proportional–integral control of the step size, for a method whose error estimate has order 4.
///
/// A new step is the old one times `0.9 err^{-α} err_old^{β}` with `β = 0.04`, `α = 0.2 − 0.75 β`
/// (Hairer, Nørsett and Wanner, *Solving Ordinary Differential Equations I*, section II.4).
@usableFromInline struct StepController {
  private var previousLogarithm = Double.log(1e-4)
  private var lastWasRejected = false

  @usableFromInline init() {}

  private static let integralExponent = 0.04
  private static let proportionalExponent = 0.2 - 0.75 * integralExponent
  private static let safety = 0.9
  private static let smallestMemory = Double.log(1e-4)
  private static let factors = 0.2...10.0

  /// The factor by which to change the step after an accepted one.
  @usableFromInline mutating func factorAfterAcceptance(error: Double) -> Double {
    let logarithm = Double.log(max(error, 1e-10))
    let factor =
      Self.safety
      * Double.exp(
        Self.integralExponent * previousLogarithm - Self.proportionalExponent * logarithm)
    previousLogarithm = max(logarithm, Self.smallestMemory)
    let largest = lastWasRejected ? 1 : Self.factors.upperBound
    lastWasRejected = false
    return min(max(factor, Self.factors.lowerBound), largest)
  }

  /// The factor below 1 by which to shrink the step after a rejected one, whose error is in units of
  /// the tolerance, or not finite when the step left the domain.
  @usableFromInline mutating func factorAfterRejection(error: Double) -> Double {
    lastWasRejected = true
    guard error.isFinite else { return 0.25 }
    return max(
      Self.factors.lowerBound, Self.safety * Double.pow(error, -Self.proportionalExponent))
  }
}
