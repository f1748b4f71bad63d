/// Coefficients of explicit methods of order 4(3) that stay stable along the negative real axis, far beyond
/// what their stages would reach in a method that is only accurate.
///
/// The stability polynomial of order 4 whose absolute value stays below 0.93 as far out as possible has real
/// zeros, each an Euler step, and four complex ones, which belong to the four stages at the end; these make
/// the whole of order 4 for any system (in the manner of A. Abdulle, *Fourth order Chebyshev methods with
/// recurrence relation*, SIAM Journal on Scientific Computing 23 (2002) 2041–2054, and A. Medovikov, *High
/// order explicit methods for parabolic equations*, BIT 38 (1998) 372–390). Of the two parameters that are
/// then free the errors of order 5 are nearly smallest. The Euler steps come in the order in which no mode
/// grows on the way.
@usableFromInline package struct StabilizedTableau: Sendable {
  /// The largest `h |λ|` of a mode that decays without oscillating.
  @usableFromInline package let reach: Double
  /// Sizes of the Euler steps that come first, as fractions of the step.
  @usableFromInline package let euler: [Double]
  /// `a_21, a_31, a_32, a_41, a_42, a_43` of the four stages that follow, and their weights.
  @usableFromInline package let a, b: [Double]
  /// Weights, of these stages and of the derivative at the end, of the difference between the solutions of
  /// order 4 and 3. It is `10⁻³ z⁴` to leading order for `y' = λy`, `z = hλ`.
  @usableFromInline package let e: [Double]

  /// Evaluations of the right-hand side in a step.
  @inlinable var stages: Int { euler.count + 4 }
  /// Steps of the explicit pair that cost as much.
  @inlinable var explicitSteps: Double { Double(stages) / 6 }

  /// The longest reach there is.
  @usableFromInline static let longestReach = all.map(\.reach).max() ?? 0

  /// The method of fewest stages with a reach, or the longest there is.
  @usableFromInline static func cheapest(reaching reach: Double) -> Self {
    all.first { $0.reach >= reach } ?? all[all.count - 1]
  }

  /// By ascending reach.
  package static let all = [
    Self(
      reach: 9.6,
      euler: [
        0.10448341637828704, 0.1334633944633566,
      ],
      a: [
        -0.16641566007784364, 0.6665959912937709, -0.3700111279539366, -0.04454934865930684,
        0.009324843706849844, 0.5959705941298805,
      ],
      b: [
        0.5143087398547111, -0.22673937145150294, -0.003517675608894624, 0.47800149636404016,
      ],
      e: [
        0.10164349941178477, -0.06217457277858723, -0.011850758753752457, -0.07061075346590863,
        0.0429925855864635,
      ]),
    Self(
      reach: 31.6,
      euler: [
        0.03114926161947553, 0.03298094026065579, 0.03714405624929203, 0.045001065794812695,
        0.06012973869770141, 0.09489816471198645,
      ],
      a: [
        -0.15208060007134203, 0.5987633265745794, -0.326578052352071, -0.058985843657178676,
        0.030368573979099447, 0.5414395621850986,
      ],
      b: [
        0.45343364387350094, -0.18818382827871805, -0.009268066062536835, 0.44271502313383343,
      ],
      e: [
        0.13817746798441605, -0.07457694030352043, -0.0713501701870217, -0.014332842220767998,
        0.022082484726893982,
      ]),
    Self(
      reach: 85.4,
      euler: [
        0.0114928016056502, 0.011728604761599795, 0.012220606908542896, 0.013013079341650895,
        0.014184227722409005, 0.01586387720758863, 0.018269491858665606, 0.0217795223917327,
        0.027099999343192578, 0.0356888299535804, 0.05110388773945172, 0.08538773091427782,
      ],
      a: [
        -0.12572651828975484, 0.6219826646555604, -0.3570879226465029, -0.0958686427345434,
        0.06287259112151973, 0.5321251281124788,
      ],
      b: [
        0.47811075852104024, -0.21210402905510614, -0.02207711078889406, 0.43823772157462554,
      ],
      e: [
        0.1771431016331953, -0.10101194109304665, -0.09538440792466434, 0.003097647881416618,
        0.01615559950309895,
      ]),
  ]
}
