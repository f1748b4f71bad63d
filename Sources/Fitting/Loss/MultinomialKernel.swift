import NumericKit
import RealModule

/// The expected cross-entropy of a softmax over columns, (softmax-loss).
///
/// `E ln Σ_j e^{η_j}` is an average over all latents at once: a sum over the nodes `t` of a Gauss–Hermite rule
/// in each. With `η = m + W √D t` the exponentials are products, `e^{m_j} · e^{(W√D t)_j}`, so that the sums
/// over columns at all nodes are products of matrices.
struct MultinomialKernel: DecoderKernel {
  let stride: Int
  private let columns, latents: Int
  /// What every row is multiplied with: the draws over the mean total.
  private let factor: Double
  /// Nodes × latents, and their weights.
  private let nodes: Matrix
  private let weights: [Double]
  /// `e^{(W√D t)_j}` less the largest exponent of each node, and that exponent: nodes × columns.
  private let growth, largest: NumberBuffer

  /// More latents would need more nodes than fit.
  static let latentLimit = 6
  private static let nodeLimit = 4096

  /// Nodes in each latent: as many as all of them together allow, at most 24.
  static func nodes(ofLatents latents: Int) -> Int {
    (2...24).last { Double.pow(Double($0), latents) <= Double(nodeLimit) } ?? 2
  }

  /// With so many nodes in each latent; with as many as fit unless given.
  init(columns: Int, latents: Int, factor: Double, nodes count: Int? = nil) {
    precondition(latents <= Self.latentLimit, "\(latents) latents of a softmax")
    (stride, self.columns, self.latents, self.factor) = (columns, columns, latents, factor)
    let rule = GaussHermite(count ?? Self.nodes(ofLatents: latents))
    let side = rule.nodes.count
    let count = (0..<latents).reduce(1) { product, _ in product * side }
    var nodes = Matrix(rows: count, columns: latents)
    var weights = [Double](repeating: 1, count: count)
    for q in 0..<count {
      var rest = q
      for k in 0..<latents {
        nodes[q, k] = rule.nodes[rest % side]
        weights[q] *= rule.weights[rest % side]
        rest /= side
      }
    }
    // Corners of the cube that weigh nothing.
    let kept = (0..<count).filter { weights[$0] > 1e-15 }
    self.nodes = Matrix(rows: kept.count, columns: latents) { nodes[kept[$0], $1] }
    self.weights = kept.map { weights[$0] }
    growth = NumberBuffer(kept.count * columns)
    largest = NumberBuffer(kept.count)
  }

  var sums: Int { weights.count * columns }

  mutating func prepare(_ decoder: DenseBlock, _ variances: [Double]) {
    let steps = NumberBuffer(nodes.elements)
    for q in weights.indices {
      for k in 0..<latents { steps[q * latents + k] *= variances[k].squareRoot() }
    }
    growth.block(rows: weights.count, columns: columns).assign(
      steps.block(rows: weights.count, columns: latents).plain, decoder.transposed)
    for q in weights.indices {
      let row = growth.start + q * columns
      let top = (0..<columns).reduce(-Double.infinity) { max($0, row[$1]) }
      largest[q] = top
      for j in 0..<columns { row[j] = .exp(row[j] - top) }
    }
  }

  func sum(
    _ means: DenseBlock, _ targets: DenseBlock, counts: [Double],
    into sums: UnsafeMutablePointer<Double>
  ) -> Double {
    let (B, Q) = (means.rows, weights.count)
    let exponentials = NumberBuffer(B * columns)
    let totals = NumberBuffer(B * Q)
    var loss = 0.0
    for i in 0..<B {
      let (m, x) = (means.start + i * stride, targets.start + i * stride)
      let top = (0..<columns).reduce(-Double.infinity) { max($0, m[$1]) }
      let draws = factor * (0..<columns).reduce(0) { $0 + x[$1] }
      loss += counts[i] * draws * top
      for j in 0..<columns {
        loss -= counts[i] * factor * x[j] * m[j]
        exponentials[i * columns + j] = .exp(m[j] - top)
      }
    }
    let E = exponentials.block(rows: B, columns: columns)
    let S = totals.block(rows: B, columns: Q)
    let C = growth.block(rows: Q, columns: columns)
    S.assign(E.plain, C.transposed)
    for i in 0..<B {
      let x = targets.start + i * stride
      let draws = counts[i] * factor * (0..<columns).reduce(0) { $0 + x[$1] }
      for q in 0..<Q {
        let index = i * Q + q
        loss += draws * weights[q] * (largest[q] + .log(totals[index]))
        totals[index] = draws * weights[q] / totals[index]
      }
    }
    // Σ_q w/S e^{m + …} are the shares; less the data they are the derivatives.
    let shares = DenseBlock(means.start, rows: B, columns: columns, stride: stride)
    shares.assign(S.plain, C.plain)
    for i in 0..<B {
      let (out, x) = (means.start + i * stride, targets.start + i * stride)
      for j in 0..<columns {
        out[j] = out[j] * exponentials[i * columns + j] - counts[i] * factor * x[j]
      }
    }
    DenseBlock(sums, rows: Q, columns: columns).assign(S.transposed, E.plain, keeping: 1)
    return loss
  }

  func addGradient(
    _ sums: [Double], _ decoder: DenseBlock, _ variances: [Double], to gradient: DenseBlock,
    byVariance: UnsafeMutablePointer<Double>
  ) {
    let byExponent = NumberBuffer(sums)
    for i in sums.indices { byExponent[i] *= growth[i] }
    let steps = NumberBuffer(nodes.elements)
    for q in weights.indices {
      for k in 0..<latents { steps[q * latents + k] *= variances[k].squareRoot() }
    }
    let moved = NumberBuffer(columns * latents)
    let products = moved.block(rows: columns, columns: latents)
    products.assign(
      byExponent.block(rows: weights.count, columns: columns).transposed,
      steps.block(rows: weights.count, columns: latents).plain)
    for j in 0..<columns {
      for k in 0..<latents {
        gradient.start[j * gradient.stride + k] += moved[j * latents + k]
        byVariance[k] +=
          0.5 * moved[j * latents + k] * decoder.start[j * decoder.stride + k] / variances[k]
      }
    }
  }
}
