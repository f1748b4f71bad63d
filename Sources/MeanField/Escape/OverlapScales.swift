import LinearVAE
import NumericKit
import RealModule

/// Tiny overlaps with a factor, written larger than they are.
///
/// While the overlaps with a group of factors are small, their flow is linear and the rest of the
/// state does not feel them. They may then be multiplied by any number, which brings them into a
/// range in which the integrator sees them; the logarithm of the number is kept.
struct OverlapScales {
  /// For each group the coordinates of the overlaps with it.
  private let coordinates: [[Int]]
  /// For each group, `ln` of the true length over the one in the state: `≤ 0`.
  private var logarithms: [Double]
  /// For each group the size of overlaps to compare with.
  let units: [Double]

  /// Shorter overlaps are scaled.
  private static let tiny = 1e-10
  /// The length to which they are scaled; their squares are lost in the rounding of the rest.
  private static let low = 1e-8
  /// The length at which they are scaled anew.
  let high = 1e-5

  init(groups: [EscapeProblem.Group], layout: StateLayout) {
    coordinates = groups.map { group in
      [layout.m, layout.d].flatMap { block in
        (0..<layout.latents).flatMap { k in group.factors.map { block + k * layout.factors + $0 } }
      }
    }
    logarithms = groups.map { _ in 0 }
    units = groups.map { min(1, ($0.learnedSquare ?? 1).squareRoot()) }
  }

  /// Whether the overlaps with a group have their true length.
  func isTrue(_ index: Int) -> Bool { logarithms[index] == 0 }

  /// The length of the overlaps of all latents with a group in the state, however small.
  func length(of index: Int, in state: [Double]) -> Double {
    let values = coordinates[index].map { state[$0] }
    let largest = values.reduce(0) { max($0, abs($1)) }
    guard largest > 0 else { return 0 }
    return largest
      * values.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }.squareRoot()
  }

  /// Scales tiny overlaps up, and scaled ones that have grown down, as far as they must be.
  mutating func adjust(_ state: inout [Double], at indices: [Int]) {
    for index in indices {
      let length = length(of: index, in: state)
      guard length > 0 else { continue }
      let unit = units[index]
      let isTiny = isTrue(index) && length < Self.tiny * unit
      guard isTiny || !isTrue(index) else { continue }
      let logarithm = Double.log(length) + logarithms[index]
      let target: Double
      if logarithm >= Double.log(Self.tiny * unit) {
        target = Double.exp(logarithm)
        logarithms[index] = 0
      } else {
        target = Self.low * unit
        logarithms[index] = logarithm - Double.log(target)
      }
      for i in coordinates[index] {
        state[i] = state[i] / length * target
      }
    }
  }
}
