import LinearVAE
import NumericKit
import RealModule

/// The expected squared error of a batch in closed form, (batch-loss), without ever forming `x̂`.
///
/// With `P = diag(1/σ²)`, `A = XV + c` and `Y = (X − b) P W` the batch takes part by two products alone,
/// `X [V PW]` and `Xᵀ [G A]`; everything else is of `M × M` numbers.
final class GaussianLoss: ExpectedLoss, @unchecked Sendable {
  private let data: TrainingRows
  private let layout: ParameterLayout
  private let noise: DecoderNoise
  private let threads: ThreadTeam
  private let squaredLengths: [Double]
  /// The rows of the batch, `B × N`; `A` beside `Y`, `B × 2M`; `G` beside `A`, each row times what it
  /// counts over `B`.
  private let batch, codes, moved: NumberBuffer
  /// `V` beside `PW`, where columns have different `P`.
  private let scaled: NumberBuffer
  /// `Q = WᵀPW`, `K = ⟨a aᵀ⟩ + diag D`, `ā`, and `⟨x⟩` after the parts of it of each panel of rows.
  private let Q, K, meanCode, meanRow: NumberBuffer
  /// The sum over rows of `G A ∘ Y`, whose sum over latents is a part of the squared error.
  private let crossed: NumberBuffer
  private let counts: NumberBuffer
  private var size = 0
  private var variances: [Double] = []
  private var precisions: [Double] = []
  /// The sum of what rows count over `B`, and `⟨x_j²⟩` where columns have different `P`.
  private var total = 1.0
  private var squaredError = 0.0

  /// Rows, columns and latents that one thread multiplies at a time.
  private static let rowWidth = 64, columnWidth = 256, latentWidth = 16

  init(
    _ data: TrainingRows, _ layout: ParameterLayout, _ noise: DecoderNoise, batch size: Int,
    _ threads: ThreadTeam
  ) {
    (self.data, self.layout, self.noise, self.threads) = (data, layout, noise, threads)
    let (N, M) = (layout.columns, layout.latents)
    squaredLengths = data.squaredLengths
    batch = NumberBuffer(size * N)
    codes = NumberBuffer(size * 2 * M)
    moved = NumberBuffer(size * 2 * M)
    scaled = NumberBuffer(noise.isPerColumn ? layout.weights : 0)
    (Q, K, meanCode) = (NumberBuffer(M * M), NumberBuffer(M * M), NumberBuffer(M))
    meanRow = NumberBuffer(N * (1 + Panels.ranges(size, width: Self.rowWidth).count))
    (counts, crossed) = (NumberBuffer(size), NumberBuffer(M))
  }

  func forward(_ parameters: UnsafeMutablePointer<Double>, rows: ArraySlice<Int32>) -> LossParts {
    let (N, M) = (layout.columns, layout.latents)
    size = rows.count
    variances = layout.variances(parameters)
    precisions = noise.precisions(parameters, layout)
    for (i, row) in rows.enumerated() {
      counts[i] = data.weight(ofRow: Int(row)) / Double(size)
    }
    total = (0..<size).reduce(0) { $0 + counts[$1] }
    let weights = scaledWeights(parameters)
    multiply(rows, weights, layout.decoder(parameters))
    finishCodes(parameters, weights)
    // The error of columns of one P needs no more than the lengths of the rows.
    let bias = parameters + layout.bias
    if !noise.isPerColumn {
      var square = 0.0
      for (i, row) in rows.enumerated() { square += counts[i] * squaredLengths[Int(row)] }
      for j in 0..<N { square += bias[j] * (total * bias[j] - 2 * meanRow[j]) }
      let cross = (0..<M).reduce(0) { $0 + crossed[$1] }
      var explained = 0.0
      for i in 0..<(M * M) { explained += Q[i] * K[i] }
      squaredError = square + (explained - 2 * cross) / precisions[0]
    } else {
      squaredError = .nan
    }
    let kl = (0..<M).map { k in
      let D = variances[k]
      return 0.5 * (K[k * M + k] - total * (1 + .log(D)))
    }
    let errors = noise.isPerColumn ? columnErrors(parameters) : []
    let weighted =
      noise.isPerColumn
      ? zip(errors, precisions).reduce(0) { $0 + $1.0 * $1.1 } : squaredError * precisions[0]
    let distortion = noise.isPerColumn ? errors.reduce(0, +) : squaredError
    return LossParts(
      nll: 0.5 * weighted + total * noise.logarithms(parameters, layout), kl: kl,
      distortion: distortion)
  }

  /// `V` beside `PW`, or `W` where `P` is one number, which multiplies later.
  private func scaledWeights(_ parameters: UnsafeMutablePointer<Double>) -> DenseBlock {
    guard noise.isPerColumn else { return layout.weights(parameters) }
    let M = layout.latents
    for j in 0..<layout.columns {
      for k in 0..<(2 * M) {
        let index = j * 2 * M + k
        scaled[index] = parameters[index] * (k < M ? 1 : precisions[j])
      }
    }
    return layout.weights(scaled.start)
  }

  /// Gathers the rows, and forms `X [V PW]`, `⟨x⟩` and `WᵀPW`.
  private func multiply(
    _ rows: ArraySlice<Int32>, _ weights: DenseBlock, _ decoder: DenseBlock
  ) {
    let (N, M) = (layout.columns, layout.latents)
    let panels = Panels.ranges(size, width: Self.rowWidth)
    let X = batch.block(rows: size, columns: N)
    let products = codes.block(rows: size, columns: 2 * M)
    let latents = Panels.ranges(M, width: Self.latentWidth)
    threads.perform(panels.count + latents.count) { part in
      guard part < panels.count else {
        let some = latents[part - panels.count]
        let left = weights.columns((M + some.lowerBound)..<(M + some.upperBound))
        return Q.block(rows: M, columns: M).rows(some).assign(
          left.transposed, decoder.plain, scale: noise.isPerColumn ? 1 : precisions[0])
      }
      let panel = panels[part]
      let first = rows.startIndex
      data.copyCentred(
        rows[(first + panel.lowerBound)..<(first + panel.upperBound)], to: X.rows(panel))
      products.rows(panel).assign(X.rows(panel).plain, weights.plain)
      X.rows(panel).multiplyTransposed(
        counts.start + panel.lowerBound, into: meanRow.start + (part + 1) * N)
    }
    for j in 0..<N { meanRow[j] = 0 }
    for part in 1...panels.count {
      for j in 0..<N { meanRow[j] += meanRow[part * N + j] }
    }
  }

  /// Adds offset and bias to the codes, and forms what is averaged over them.
  private func finishCodes(_ parameters: UnsafeMutablePointer<Double>, _ weights: DenseBlock) {
    let M = layout.latents
    let offset = parameters + layout.offset
    var shift = [Double](repeating: 0, count: M)
    weights.columns(M..<(2 * M)).multiplyTransposed(parameters + layout.bias, into: &shift)
    let factor = noise.isPerColumn ? 1 : precisions[0]
    let (means, crosses) = (meanCode.start, crossed.start)
    for k in 0..<M { (means[k], crosses[k]) = (0, 0) }
    for i in 0..<size {
      let (code, out) = (codes.start + i * 2 * M, moved.start + i * 2 * M + M)
      let (target, count) = (code + M, counts[i])
      for k in 0..<M {
        code[k] += offset[k]
        target[k] = factor * (target[k] - shift[k])
        out[k] = count * code[k]
        means[k] += out[k]
        crosses[k] += out[k] * target[k]
      }
    }
    let A = codes.block(rows: size, columns: M, stride: 2 * M)
    let counted = moved.block(from: M, rows: size, columns: M, stride: 2 * M)
    K.block(rows: M, columns: M).assign(counted.transposed, A.plain)
    for k in 0..<M { K[k * M + k] += total * variances[k] }
  }

  func backward(
    _ parameters: UnsafeMutablePointer<Double>, beta: [Double],
    into gradient: UnsafeMutablePointer<Double>
  ) {
    let M = layout.latents
    let A = codes.block(rows: size, columns: M, stride: 2 * M)
    moved.block(rows: size, columns: M, stride: 2 * M).assign(
      A.plain, Q.block(rows: M, columns: M).plain)
    let byOffset = gradient + layout.offset
    for k in 0..<M { byOffset[k] = 0 }
    for i in 0..<size {
      let (code, out) = (codes.start + i * 2 * M, moved.start + i * 2 * M)
      let (target, count) = (code + M, counts[i])
      for k in 0..<M {
        out[k] = count * (out[k] - target[k] + beta[k] * code[k])
        byOffset[k] += out[k]
      }
    }
    for k in 0..<M {
      gradient[layout.spread + k] =
        0.5 * total * (Q[k * M + k] + beta[k] - beta[k] / variances[k])
    }
    let panels = Panels.ranges(layout.columns, width: Self.columnWidth)
    // Each panel writes rows of its own.
    nonisolated(unsafe) let (from, to) = (parameters, gradient)
    threads.perform(panels.count) { multiplyBack(panels[$0], from, to) }
    backwardNoise(parameters, into: gradient)
  }

  /// The gradients of some rows of `V` and `W`, and of their biases.
  private func multiplyBack(
    _ panel: Range<Int>, _ parameters: UnsafeMutablePointer<Double>,
    _ gradient: UnsafeMutablePointer<Double>
  ) {
    let (N, M) = (layout.columns, layout.latents)
    let X = batch.block(rows: size, columns: N).columns(panel)
    layout.weights(gradient).rows(panel).assign(
      X.transposed, moved.block(rows: size, columns: 2 * M).plain)
    let (bias, byBias) = (parameters + layout.bias, gradient + layout.bias)
    let means = meanCode.start
    layout.decoder(parameters).rows(panel).multiply(means, into: byBias + panel.lowerBound)
    for j in panel {
      let (out, shift) = (gradient + j * 2 * M + M, bias[j])
      for k in 0..<M { out[k] = shift * means[k] - out[k] }
      byBias[j] = precision(ofColumn: j) * (byBias[j] + total * shift - meanRow[j])
    }
    layout.decoder(gradient).rows(panel).assign(
      layout.decoder(parameters).rows(panel).plain, K.block(rows: M, columns: M).plain, keeping: 1)
    for j in panel {
      let (out, factor) = (gradient + j * 2 * M + M, precision(ofColumn: j))
      for k in 0..<M { out[k] *= factor }
    }
  }

  private func precision(ofColumn j: Int) -> Double {
    noise.isPerColumn ? precisions[j] : precisions[0]
  }

  /// `½ (1 − e_j/σ_j²)` by each `ln σ_j²`.
  private func backwardNoise(
    _ parameters: UnsafeMutablePointer<Double>, into gradient: UnsafeMutablePointer<Double>
  ) {
    switch noise {
    case .fixed: break
    case .common:
      gradient[layout.noise] =
        0.5 * (total * Double(layout.columns) - squaredError * precisions[0])
    case .perColumn:
      for (j, error) in columnErrors(parameters).enumerated() {
        gradient[layout.noise + j] = 0.5 * (total - error * precisions[j])
      }
    }
  }

  /// `e_j = ⟨E(x_j − x̂_j)²⟩` of each column.
  private func columnErrors(_ parameters: UnsafeMutablePointer<Double>) -> [Double] {
    let (N, M) = (layout.columns, layout.latents)
    let products = NumberBuffer(N * M)
    let X = batch.block(rows: size, columns: N)
    let counted = moved.block(from: M, rows: size, columns: M, stride: 2 * M)
    products.block(rows: N, columns: M).assign(X.transposed, counted.plain)
    let bias = parameters + layout.bias
    return (0..<N).map { j in
      let W = parameters + j * 2 * M + M
      var sum = bias[j] * (total * bias[j] - 2 * meanRow[j])
      for i in 0..<size { sum += counts[i] * batch[i * N + j] * batch[i * N + j] }
      for k in 0..<M {
        sum -= 2 * W[k] * (products[j * M + k] - bias[j] * meanCode[k])
        for l in 0..<M { sum += W[k] * K[k * M + l] * W[l] }
      }
      return sum
    }
  }
}
