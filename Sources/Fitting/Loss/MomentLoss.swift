import LinearVAE
import NumericKit
import RealModule

/// The expected squared error over all data in closed form, (moment-loss), from the covariance alone: its
/// cost does not depend on the number of rows.
///
/// Offset and bias, which rest at 0 for centred data, take no part.
final class MomentLoss: ExpectedLoss {
  private let covariance: SecondMoments
  private let layout: ParameterLayout
  private let noise: DecoderNoise
  /// `V` beside `PW`, and `Σ` times that.
  private let scaled, products: NumberBuffer
  private let Q, K: NumberBuffer
  /// `W K − 2 ΣV`.
  private let deviations: NumberBuffer
  private let threads: ThreadTeam
  private var variances: [Double] = []
  private var precisions: [Double] = []

  /// `Σ`, or its diagonal in its own axes.
  enum SecondMoments: Sendable {
    case dense(Matrix)
    case diagonal([Double])

    var diagonal: [Double] {
      switch self {
      case .dense(let matrix): matrix.diagonal
      case .diagonal(let values): values
      }
    }
  }

  /// Rows of `Σ` that one thread multiplies at a time.
  private static let rowWidth = 128

  init(
    _ covariance: SecondMoments, _ layout: ParameterLayout, _ noise: DecoderNoise,
    _ threads: ThreadTeam
  ) {
    (self.covariance, self.layout, self.noise) = (covariance, layout, noise)
    self.threads = threads
    deviations = NumberBuffer(layout.columns * layout.latents)
    scaled = NumberBuffer(layout.weights)
    products = NumberBuffer(layout.weights)
    Q = NumberBuffer(layout.latents * layout.latents)
    K = NumberBuffer(layout.latents * layout.latents)
  }

  func forward(_ parameters: UnsafeMutablePointer<Double>, rows: ArraySlice<Int32>) -> LossParts {
    let M = layout.latents
    variances = layout.variances(parameters)
    precisions = noise.precisions(parameters, layout)
    for j in 0..<layout.columns {
      let (from, to) = (parameters + j * 2 * M, scaled.start + j * 2 * M)
      for k in 0..<M {
        to[k] = from[k]
        to[M + k] = precision(j) * from[M + k]
      }
    }
    multiply()
    let PW = layout.decoder(scaled.start)
    Q.block(rows: M, columns: M).assign(PW.transposed, layout.decoder(parameters).plain)
    K.block(rows: M, columns: M).assign(
      layout.encoder(parameters).transposed, layout.encoder(products.start).plain)
    let kl = (0..<M).map { k in
      let D = variances[k]
      return 0.5 * (K[k * M + k] + D - 1 - .log(D))
    }
    for k in 0..<M { K[k * M + k] += variances[k] }
    let errors = columnErrors(parameters)
    var weighted = 0.0
    for (j, error) in errors.enumerated() { weighted += precision(j) * error }
    return LossParts(
      nll: 0.5 * weighted + noise.logarithms(parameters, layout), kl: kl,
      distortion: errors.reduce(0, +))
  }

  private func precision(_ j: Int) -> Double { noise.isPerColumn ? precisions[j] : precisions[0] }

  /// `Σ [V PW]`.
  private func multiply() {
    let width = 2 * layout.latents
    switch covariance {
    case .dense(let matrix):
      matrix.elements.withUnsafeBufferPointer { elements in
        guard let start = elements.baseAddress else { return }
        // BLAS takes what it only reads as mutable.
        let block = DenseBlock(
          UnsafeMutablePointer(mutating: start), rows: matrix.rows, columns: matrix.columns)
        let (result, weights) = (layout.weights(products.start), layout.weights(scaled.start))
        let panels = Panels.ranges(matrix.rows, width: Self.rowWidth)
        threads.perform(panels.count) {
          result.rows(panels[$0]).assign(block.rows(panels[$0]).plain, weights.plain)
        }
      }
    case .diagonal(let values):
      for (j, value) in values.enumerated() {
        for k in 0..<width { products[j * width + k] = value * scaled[j * width + k] }
      }
    }
  }

  /// `e_j = Σ_jj − 2 w_j·(ΣV)_j + w_jᵀ K w_j` of each column.
  private func columnErrors(_ parameters: UnsafeMutablePointer<Double>) -> [Double] {
    let (N, M) = (layout.columns, layout.latents)
    let inner = deviations.block(rows: N, columns: M)
    for j in 0..<N {
      let (to, P) = (inner.start + j * M, products.start + j * 2 * M)
      for k in 0..<M { to[k] = -2 * P[k] }
    }
    inner.assign(
      layout.decoder(parameters).plain, K.block(rows: M, columns: M).plain, keeping: 1)
    return covariance.diagonal.enumerated().map { j, variance in
      let (W, from) = (parameters + j * 2 * M + M, inner.start + j * M)
      var sum = variance
      for k in 0..<M { sum += W[k] * from[k] }
      return sum
    }
  }

  func backward(
    _ parameters: UnsafeMutablePointer<Double>, beta: [Double],
    into gradient: UnsafeMutablePointer<Double>
  ) {
    let M = layout.latents
    for i in layout.offset..<layout.count { gradient[i] = 0 }
    for k in 0..<M { Q[k * M + k] += beta[k] }
    let (encoder, decoder) = (layout.encoder(gradient), layout.decoder(gradient))
    encoder.assign(layout.encoder(products.start).plain, Q.block(rows: M, columns: M).plain)
    decoder.assign(layout.decoder(parameters).plain, K.block(rows: M, columns: M).plain)
    for j in 0..<layout.columns {
      let (out, P) = (gradient + j * 2 * M, products.start + j * 2 * M)
      for k in 0..<M {
        out[k] -= P[M + k]
        out[M + k] = precision(j) * (out[M + k] - P[k])
      }
    }
    for k in 0..<M {
      Q[k * M + k] -= beta[k]
      gradient[layout.spread + k] = 0.5 * (Q[k * M + k] + beta[k] - beta[k] / variances[k])
    }
    guard layout.decoderVariances > 0 else { return }
    for (j, error) in columnErrors(parameters).enumerated() {
      gradient[layout.noise + (noise.isPerColumn ? j : 0)] += 0.5 * (1 - precision(j) * error)
    }
  }
}
