import LinearVAE

/// `β`, or what a feedback law refers to, as a function of the step: the schedule at `t = step/N`, one
/// smooth stretch at a time.
struct StepSchedule: Sendable {
  let beta: BetaSchedule
  /// `N`, steps per unit of time.
  let dimension: Double

  /// Consecutive steps over which `β` follows one smooth function.
  struct Stretch {
    let piece: BetaSchedule.Piece
    /// The first step that does not belong to the stretch.
    let end: Int
    let dimension: Double

    /// `β` at a step of the stretch.
    @_transparent func beta(at step: Int) -> Double {
      if case .constant(let value) = piece { return value }
      return piece.value(at: Double(step) / dimension)
    }
  }

  /// The stretch that a step belongs to, up to a limit.
  ///
  /// - Parameters:
  ///   - step: Counted from 0.
  ///   - limit: A later step, at which the stretch ends at the latest.
  /// - Returns: The stretch from `step` on.
  func stretch(at step: Int, limit: Int) -> Stretch {
    let time = Double(step) / dimension
    var end = limit
    if let kink = beta.nextBreakPoint(after: time), kink * dimension < Double(limit) {
      end = Int((kink * dimension).rounded(.up))
      // The product can round across a whole number; the quotient decides.
      if Double(end - 1) / dimension >= kink { end -= 1 }
      if Double(end) / dimension < kink { end += 1 }
    }
    return Stretch(
      piece: beta.piece(around: time), end: min(max(end, step + 1), limit), dimension: dimension)
  }
}
