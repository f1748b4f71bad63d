import Foundation

extension BetaSchedule {
  /// That the steepest ramp is over within a step, which a rate that was meant as a duration makes.
  ///
  /// - Parameter clock: The time of each step.
  /// - Returns: A warning for people, `nil` for any other ramp.
  package func warning(ofRampOn clock: ScheduleClock) -> String? {
    let perStep = clock.time(atStep: 1)
    guard let rise = steepestRise, rise * perStep > 1 else { return nil }
    var text =
      "the ramp takes less than one step of training: β rises by "
      + "\(short(rise * perStep * (supremum - infimum))) per step and has only "
      + "\(short(supremum - infimum)) to rise by"
    if case .linear(let rate, let min, let max) = self {
      let bounds = min == 0 && max == 1 ? "" : ", min=\(short(min)), max=\(short(max))"
      text +=
        "; linear(duration=\(short(rate))\(bounds)) takes \(short(rate)), "
        + "linear(rate=\(short(1 / rate))\(bounds)) rises by \(short(1 / rate)), in \(clock.unit)"
    }
    return text
  }

  private func short(_ value: Double) -> String { String(format: "%.4g", value) }
}
