import LinearVAE
import NumericKit

/// Where each order parameter sits in one array, every matrix in full and row after row:
/// `m`, `d`, `Q`, `E`, `R`, `D`.
struct StateBlocks: Sendable, Hashable {
  /// `M`, the number of latents.
  let latents: Int
  /// `M*`, the number of factors.
  let factors: Int

  @_transparent init(latents: Int, factors: Int) {
    self.latents = latents
    self.factors = factors
  }

  init(_ problem: LearningProblem) {
    self.init(latents: problem.latents, factors: problem.data.factors)
  }

  @_transparent var m: Int { 0 }
  @_transparent var d: Int { latents * factors }
  @_transparent var Q: Int { 2 * latents * factors }
  @_transparent var E: Int { Q + latents * latents }
  @_transparent var R: Int { E + latents * latents }
  @_transparent var D: Int { R + latents * latents }
  /// The length of the array.
  @_transparent var count: Int { D + latents }

  /// The array of a state.
  static func numbers(of state: OrderParameters) -> [Double] {
    state.m.elements + state.d.elements + state.Q.elements + state.E.elements
      + state.R.elements + state.D
  }

  /// The state in an array.
  func state(of numbers: some Collection<Double>) -> OrderParameters {
    let numbers = Array(numbers)
    precondition(numbers.count == count, "\(numbers.count) numbers are no state of \(self)")
    func block(_ start: Int, _ columns: Int) -> Matrix {
      Matrix(
        rows: latents, columns: columns,
        elements: Array(numbers[start..<(start + latents * columns)])
      )
    }
    return OrderParameters(
      m: block(m, factors), d: block(d, factors), Q: block(Q, latents), E: block(E, latents),
      R: block(R, latents), D: Array(numbers[D...]))
  }
}
