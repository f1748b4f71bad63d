import LinearVAE
import NumericKit

/// Latents that a state does not tell apart, whose flow keeps them alike for ever.
///
/// Latents that differ in sign alone are turned into equal ones first, which is a symmetry of the
/// flow. Followed with all coordinates, latents that are alike part by rounding.
struct LatentSymmetry: Sendable {
  /// Every latent, in groups of those that are alike, each by ascending index.
  let classes: [[Int]]
  /// `−1` for a latent that is alike to the first of its group after a change of sign.
  private let signs: [Double]

  /// Whether no two latents are alike.
  var isTrivial: Bool { classes.allSatisfy { $0.count == 1 } }

  /// The symmetry of a state: latents that may be exchanged without changing any order parameter.
  init(of state: OrderParameters) {
    var classes: [[Int]] = []
    var signs = [Double](repeating: 1, count: state.latents)
    for latent in 0..<state.latents {
      func sign(likeFirstOf members: [Int]) -> Double? {
        [1, -1].first { state.isAlike(members[0], latent, sign: $0) }
      }
      if let index = classes.firstIndex(where: { sign(likeFirstOf: $0) != nil }) {
        signs[latent] = sign(likeFirstOf: classes[index]) ?? 1
        classes[index].append(latent)
      } else {
        classes.append([latent])
      }
    }
    (self.classes, self.signs) = (classes, signs)
  }

  /// No symmetry.
  init(latents: Int) {
    classes = (0..<latents).map { [$0] }
    signs = Array(repeating: 1, count: latents)
  }

  /// The state with the signs turned, so that latents that are alike are equal.
  func turned(_ state: OrderParameters) -> OrderParameters {
    guard signs.contains(-1) else { return state }
    func rows(_ matrix: Matrix) -> Matrix {
      Matrix(rows: matrix.rows, columns: matrix.columns) { signs[$0] * matrix[$0, $1] }
    }
    func both(_ matrix: Matrix) -> Matrix {
      Matrix(rows: matrix.rows, columns: matrix.columns) { signs[$0] * signs[$1] * matrix[$0, $1] }
    }
    return OrderParameters(
      m: rows(state.m), d: rows(state.d), Q: both(state.Q), E: both(state.E), R: both(state.R),
      D: state.D)
  }
}

extension OrderParameters {
  /// Whether exchanging two latents, the second one with a sign, changes no order parameter by more
  /// than rounding.
  fileprivate func isAlike(_ k: Int, _ l: Int, sign: Double) -> Bool {
    func isEqual(_ x: Double, _ y: Double, _ scale: Double) -> Bool {
      abs(x - y) <= 8 * scale.ulp
    }
    guard D[k] == D[l] else { return false }
    for matrix in [m, d] {
      let scale = (0..<factors).reduce(0) { max($0, abs(matrix[k, $1])) }
      for s in 0..<factors where !isEqual(matrix[k, s], sign * matrix[l, s], scale) {
        return false
      }
    }
    for matrix in [Q, E, R] {
      let scale = max(abs(matrix[k, k]), abs(matrix[k, l]))
      guard isEqual(matrix[k, k], matrix[l, l], scale), isEqual(matrix[k, l], matrix[l, k], scale)
      else { return false }
      for j in 0..<latents where j != k && j != l {
        guard isEqual(matrix[k, j], sign * matrix[l, j], scale),
          isEqual(matrix[j, k], sign * matrix[j, l], scale)
        else { return false }
      }
    }
    return true
  }
}
