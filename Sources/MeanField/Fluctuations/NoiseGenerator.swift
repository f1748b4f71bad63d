import LinearVAE
import NumericKit

/// The Jacobian `J` of the flow and the increments' covariance `𝓑` over a step of (linear-noise), and what
/// stands for both in one exponential.
///
/// That is the fourth-order Magnus expansion of the augmented generator, from values at the beginning, in
/// the middle and at the end of a step (Blanes, Casas, Oteo and Ros, Physics Reports 470, 2009, section
/// 5.4.1): `J ← (J₀ + 4J½ + J₁)/6 − h/12 [J₀, J₁]`, `𝓑 ← (𝓑₀ + 4𝓑½ + 𝓑₁)/6 − h/12 (𝓛₀𝓑₁ − 𝓛₁𝓑₀)`,
/// `𝓛 X = J X + X Jᵀ`.
///
/// An object is working memory: one for each thread.
final class NoiseGenerator {
  private let n: Int
  private let increments: IncrementCovariance
  private let block: UnsafeMutablePointer<Double>
  private var start, end: (J: UnsafeMutablePointer<Double>, B: UnsafeMutablePointer<Double>)
  /// Those in the middle of the step, and then what stands for the whole of it; row after row.
  let middle: (J: UnsafeMutablePointer<Double>, B: UnsafeMutablePointer<Double>)
  private let first, second: UnsafeMutablePointer<Double>

  init(_ problem: LearningProblem, order: Int) {
    n = order
    increments = IncrementCovariance(problem)
    let size = n * n
    block = .allocate(capacity: 8 * size)
    block.initialize(repeating: 0, count: 8 * size)
    start = (block, block + size)
    middle = (block + 2 * size, block + 3 * size)
    end = (block + 4 * size, block + 5 * size)
    (first, second) = (block + 6 * size, block + 7 * size)
  }

  deinit { block.deallocate() }

  /// A point of a step.
  enum Point { case start, middle, end }

  /// Evaluates both at a state.
  func evaluate(
    _ flow: DifferentiableFlow, _ state: [Double], at time: Double, for point: Point
  ) {
    let target =
      switch point {
      case .start: start
      case .middle: middle
      case .end: end
      }
    flow.evaluateJacobian(state, at: time, into: target.J)
    increments.evaluate(state, beta: flow.beta(at: time), into: target.B)
  }

  /// The end of a step is the start of the next.
  func proceed() { swap(&start, &end) }

  /// How much a step changes the generator.
  struct Change {
    /// An estimate of what the expansion's first missing terms, of fifth order in the step, would change in
    /// the step's logarithm.
    var error = 0.0
    /// By how much the step's logarithm is wrong within the step, if one generator stands for all of it.
    var slope = 0.0
  }

  /// Puts what stands for a whole step of length `h` into ``middle``.
  func formMean(_ h: Double) -> Change {
    subtractProducts(start.J, end.J, end.J, start.J)
    var drift = Size()
    for i in 0..<(n * n) {
      let curvature = (start.J[i] - 2 * middle.J[i] + end.J[i]) / 6
      let turn = -h / 12 * first[i]
      middle.J[i] += curvature + turn
      drift.include(curvature, turn, end.J[i] - start.J[i], middle.J[i])
    }
    subtractProducts(start.J, end.B, end.J, start.B)
    var source = Size()
    for i in 0..<n {
      for j in 0..<n {
        let k = i * n + j
        let curvature = (start.B[k] - 2 * middle.B[k] + end.B[k]) / 6
        let turn = -h / 12 * (first[k] + first[j * n + i])
        middle.B[k] += curvature + turn
        source.include(curvature, turn, end.B[k] - start.B[k], middle.B[k])
      }
    }
    let norm = h * LyapunovStep.norm(middle.J, n)
    let unit = source.whole > 0 ? 1 / source.whole : 0
    return Change(
      error: max(h * drift.error(norm, h), source.error(norm, h) * unit),
      slope: max(h * drift.slope, source.slope * unit) / 8)
  }

  /// The largest elements of what an expansion is made of.
  private struct Size {
    var curvature = 0.0
    var turn = 0.0
    var slope = 0.0
    var whole = 0.0

    mutating func include(_ curvature: Double, _ turn: Double, _ slope: Double, _ whole: Double) {
      self.curvature = max(self.curvature, curvature.magnitude)
      self.turn = max(self.turn, turn.magnitude)
      self.slope = max(self.slope, slope.magnitude)
      self.whole = max(self.whole, whole.magnitude)
    }

    /// The fourth derivative is to the second as the second, at most, to the value; commutators of higher
    /// order have coefficients near 1/60 and 1/20 of the first.
    func error(_ norm: Double, _ h: Double) -> Double {
      let bend = slope > 0 ? min(1, 6 * curvature / slope) : 1
      return curvature * bend * bend / 20 + turn * (norm * norm / 60 + h * slope / 20)
    }
  }

  /// Writes `a b − c d` into ``first``.
  private func subtractProducts(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ c: UnsafePointer<Double>,
    _ d: UnsafePointer<Double>
  ) {
    DenseProduct.multiply(a, b, rows: n, inner: n, columns: n, into: first)
    DenseProduct.multiply(c, d, rows: n, inner: n, columns: n, into: second)
    for i in 0..<(n * n) { first[i] -= second[i] }
  }
}
