import NumericKit
import RealModule

/// Sums over blocks of rows of ``Response`` and its derivatives; what depends on the deviations `s_j` alone
/// is computed once.
struct ResponseKernel: DecoderKernel {
  private let response: Response
  private let columns: Int
  /// Columns rounded up to whole lanes.
  let stride: Int
  /// `s_j² = Σ_k w_jk² D_k`.
  private var squares: [Double]
  /// For pairs `±t` of nodes and each column `2 cosh(s t)`, and `w t sinh(s t)/s`.
  private let cosh, slope: NumberBuffer
  private let pairs: [Int]
  private let weights: [Double]

  /// More than 24 nodes change no digit for the deviations that training meets.
  private static let rule = GaussHermite(24)

  init(_ response: Response, columns: Int) {
    (self.response, self.columns) = (response, columns)
    stride = (columns + 3) / 4 * 4
    squares = Array(repeating: 0, count: columns)
    pairs = Self.rule.nodes.indices.filter { Self.rule.nodes[$0] > 0 }
    weights = pairs.map { Self.rule.weights[$0] }
    var size = 0
    if case .softplus = response { size = pairs.count * stride }
    (cosh, slope) = (NumberBuffer(size), NumberBuffer(size))
  }

  /// The derivatives by each `s_j²`.
  var sums: Int { stride }

  mutating func prepare(_ decoder: DenseBlock, _ variances: [Double]) {
    for j in 0..<columns {
      var sum = 0.0
      for (k, D) in variances.enumerated() {
        let w = decoder.start[j * decoder.stride + k]
        sum += w * w * D
      }
      squares[j] = sum
    }
    guard cosh.count > 0 else { return }
    for (row, q) in pairs.enumerated() {
      let t = Self.rule.nodes[q]
      for (j, square) in squares.enumerated() {
        let u = min(square.squareRoot() * t, 700)
        let growth = Double.exp(u)
        cosh[row * stride + j] = growth + 1 / growth
        // sinh(u)/u is 1 + u²/6 near 0.
        let ratio = u > 1e-4 ? 0.5 * (growth - 1 / growth) / u : 1 + u * u / 6
        slope[row * stride + j] = Self.rule.weights[q] * t * t * ratio
      }
    }
  }

  func addGradient(
    _ sums: [Double], _ decoder: DenseBlock, _ variances: [Double], to gradient: DenseBlock,
    byVariance: UnsafeMutablePointer<Double>
  ) {
    for j in 0..<columns {
      for (k, D) in variances.enumerated() {
        let w = decoder.start[j * decoder.stride + k]
        gradient.start[j * gradient.stride + k] += 2 * sums[j] * w * D
        byVariance[k] += sums[j] * w * w
      }
    }
  }

  func sum(
    _ means: DenseBlock, _ targets: DenseBlock, counts: [Double],
    into byVariance: UnsafeMutablePointer<Double>
  ) -> Double {
    var total = 0.0
    for i in 0..<means.rows {
      let (m, x) = (means.start + i * stride, targets.start + i * stride)
      switch response {
      case .softplus(let θ): total += counts[i] * softplus(m, x, θ, counts[i], byVariance)
      case .exponential: total += counts[i] * exponential(m, x, counts[i], byVariance)
      case .absolute: total += counts[i] * absolute(m, x, counts[i], byVariance)
      }
    }
    return total
  }

  /// In pairs of nodes, with `E = e^{−|m|}`: `ln(1 + E e^u)(1 + E e^{−u}) = ln(1 + E² + 2E cosh u)`.
  private func softplus(
    _ m: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, _ dispersion: Double?,
    _ count: Double, _ byVariance: UnsafeMutablePointer<Double>
  ) -> Double {
    var shift = Lanes.zero
    if let dispersion { shift = Lanes(repeating: Double.log(dispersion)) }
    var total = Lanes.zero
    for j in Swift.stride(from: 0, to: stride, by: 4) {
      let target = load(x + j)
      let mean = load(m + j)
      let moved: Lanes = mean - shift
      let isNegative = moved .< Lanes.zero
      let size = moved.replacing(with: Lanes.zero - moved, where: isNegative)
      let E = Lanes(
        Double.exp(-size[0]), Double.exp(-size[1]), Double.exp(-size[2]), Double.exp(-size[3]))
      let pairs = pairSums(E, column: j)
      // Σ of σ(|m| + u); of the others 1 minus it.
      let response = pairs.sigma.replacing(with: Lanes.one - pairs.sigma, where: isNegative)
      let softplus: Lanes = pairs.value + size.replacing(with: Lanes.zero, where: isNegative)
      var factor = Lanes.one
      if let dispersion { factor = target + Lanes(repeating: dispersion) }
      let loss: Lanes = factor * softplus - target * mean
      total += keep(loss, from: j)
      let slope: Lanes = factor * response - target
      store(count * slope, m + j)
      // d/ds² = (1/2s) Σ w t (σ(u) − σ(−u)), with σ(|m| + u) − σ(|m| − u) = 2E sinh u/(…).
      let byS: Lanes = count * factor * E * pairs.curvature
      for lane in 0..<min(4, columns - j) { byVariance[j + lane] += byS[lane] }
    }
    return total.sum()
  }

  private typealias Lanes = SIMD4<Double>

  /// Sums over pairs of nodes of the logarithm, of `σ(|m| ± u)` and of what their difference needs.
  @inline(__always) private func pairSums(
    _ E: Lanes, column j: Int
  ) -> (value: Lanes, sigma: Lanes, curvature: Lanes) {
    let square: Lanes = E * E
    let base: Lanes = Lanes.one + square
    let two = Lanes(repeating: 2)
    var (value, sigma, curvature) = (Lanes.zero, Lanes.zero, Lanes.zero)
    for q in weights.indices {
      let grown: Lanes = E * load(cosh.start + q * stride + j)
      let inner: Lanes = base + grown
      let inverse: Lanes = Lanes.one / inner
      value += weights[q] * Lanes4.log(inner)
      let share: Lanes = (two + grown) * inverse
      sigma += weights[q] * share
      curvature += load(slope.start + q * stride + j) * inverse
    }
    return (value, sigma, curvature)
  }

  private func exponential(
    _ m: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, _ count: Double,
    _ byVariance: UnsafeMutablePointer<Double>
  ) -> Double {
    var total = 0.0
    for j in 0..<columns {
      let rate = Double.exp(m[j] + 0.5 * squares[j])
      total += rate - x[j] * m[j]
      m[j] = count * (rate - x[j])
      byVariance[j] += 0.5 * count * rate
    }
    return total
  }

  /// With `δ = m − x`: `s√(2/π) e^{−δ²/2s²} + δ erf(δ/s√2)`.
  private func absolute(
    _ m: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, _ count: Double,
    _ byVariance: UnsafeMutablePointer<Double>
  ) -> Double {
    var total = 0.0
    for j in 0..<columns {
      let δ = m[j] - x[j]
      let s = max(squares[j], 1e-30).squareRoot()
      let density = (2 / Double.pi).squareRoot() * Double.exp(-0.5 * δ * δ / (s * s))
      let share = Double.erf(δ / (s * 2.0.squareRoot()))
      total += s * density + δ * share
      m[j] = count * share
      byVariance[j] += 0.5 * count * density / s
    }
    return total
  }

  @inline(__always) private func load(_ address: UnsafePointer<Double>) -> Lanes {
    UnsafeRawPointer(address).loadUnaligned(as: Lanes.self)
  }

  @inline(__always) private func store(
    _ value: Lanes, _ address: UnsafeMutablePointer<Double>
  ) {
    UnsafeMutableRawPointer(address).storeBytes(of: value, as: Lanes.self)
  }

  /// Lanes beyond the last column as 0.
  @inline(__always) private func keep(_ value: Lanes, from j: Int) -> Lanes {
    guard columns - j < 4 else { return value }
    var kept = value
    for lane in max(0, columns - j)..<4 { kept[lane] = 0 }
    return kept
  }
}
