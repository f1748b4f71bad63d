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
  /// Both, row after row.
  typealias Pair = (J: UnsafeMutablePointer<Double>, B: UnsafeMutablePointer<Double>)

  private let n: Int
  private let increments: IncrementCovariance
  /// All memory in one block of whole vectors, of which those beyond a matrix are 0.
  private let block: UnsafeMutablePointer<SIMD8<Double>>
  private(set) var start, end: Pair
  let middle: Pair
  /// What stands for a whole step.
  let mean: Pair
  private let first, second: UnsafeMutablePointer<Double>

  init(_ problem: LearningProblem, order: Int) {
    n = order
    increments = IncrementCovariance(problem)
    let vectors = (n * n + 7) / 8
    block = .allocate(capacity: 10 * vectors)
    block.initialize(repeating: .zero, count: 10 * vectors)
    let base = UnsafeMutableRawPointer(block).assumingMemoryBound(to: Double.self)
    let parts = (0..<10).map { base + $0 * 8 * vectors }
    (start, middle, end) = ((parts[0], parts[1]), (parts[2], parts[3]), (parts[4], parts[5]))
    mean = (parts[6], parts[7])
    (first, second) = (parts[8], parts[9])
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

  /// Puts what stands for a whole step of length `h` into ``mean``.
  func formMean(_ h: Double) -> Change {
    subtractProducts(start.J, end.J, end.J, start.J)
    let drift = combine(start.J, middle.J, end.J, -h / 12, into: mean.J)
    subtractProducts(start.J, end.B, end.J, start.B)
    for i in 0..<n {
      for j in 0...i {
        let sum = first[i * n + j] + first[j * n + i]
        (first[i * n + j], first[j * n + i]) = (sum, sum)
      }
    }
    let source = combine(start.B, middle.B, end.B, -h / 12, into: mean.B)
    let norm = h * LyapunovStep.norm(mean.J, n)
    let unit = source.whole > 0 ? 1 / source.whole : 0
    return Change(
      error: max(h * drift.error(norm, h), source.error(norm, h) * unit),
      slope: max(h * drift.slope, source.slope * unit) / 8)
  }

  /// Writes `(a + 4b + c)/6` and a multiple of ``first`` into `out`.
  private func combine(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ c: UnsafePointer<Double>,
    _ factor: Double, into out: UnsafeMutablePointer<Double>
  ) -> Size {
    var (curvature, turn, slope, whole) = (Largest(), Largest(), Largest(), Largest())
    for byte in stride(from: 0, to: 8 * n * n, by: 64) {
      let load = { (p: UnsafePointer<Double>) in
        UnsafeRawPointer(p).load(fromByteOffset: byte, as: SIMD8<Double>.self)
      }
      let (a, b, c) = (load(a), load(b), load(c))
      let (bend, commutator) = ((a - 2 * b + c) / 6, factor * load(first))
      let value = b + bend + commutator
      UnsafeMutableRawPointer(out).storeBytes(of: value, toByteOffset: byte, as: SIMD8.self)
      curvature.include(bend)
      turn.include(commutator)
      slope.include(c - a)
      whole.include(value)
    }
    return Size(
      curvature: curvature.magnitude, turn: turn.magnitude, slope: slope.magnitude,
      whole: whole.magnitude)
  }

  /// The largest magnitude among elements.
  private struct Largest {
    private var squares = SIMD8<Double>.zero
    var magnitude: Double { squares.max().squareRoot() }

    mutating func include(_ values: SIMD8<Double>) {
      let new = values * values
      squares.replace(with: new, where: new .> squares)
    }
  }

  /// The largest elements of what an expansion is made of.
  private struct Size {
    let curvature, turn, slope, whole: Double

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
