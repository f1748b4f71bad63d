import LinearVAE
import NumericKit
import RealModule
import Storage

extension ConvergedFit {
  /// The coordinates that a search starts from: short vectors at random, and, for a decoder that is not
  /// Gaussian, at first those of the expansion about the collapsed state.
  func start(_ attempt: Int) -> [Double] {
    let (M, count) = (layout.latents, coordinates.count)
    var stream = RandomStream(seed: specification.seed, stream: UInt64(attempt))
    var x = [Double](repeating: 0, count: count * M + layout.columns * M)
    let isGaussian = DecoderNoise(specification.decoder.likelihood) != nil
    let length = 0.1 / Double(max(count, 1)).squareRoot()
    for i in 0..<(count * M) { x[i] = length * stream.normal() }
    let scales = specification.scoreScales(data)
    for j in 0..<layout.columns {
      for k in 0..<M { x[count * M + j * M + k] = wordLength(j, scales) * stream.normal() }
    }
    if !isGaussian, attempt == 0 { expand(&x, scales) }
    let base = specification.collapsed(data, fullLayout)
    let tail = Array(base[fullLayout.offset...])
    guard layout.columns == fullLayout.columns else {
      // In the axes of the data: no bias, and the same σ².
      return x + Array(repeating: 0, count: layout.spread - layout.offset)
        + Array(base[fullLayout.spread...])
    }
    return x + tail
  }

  /// A short decoder in units of what the data vary by.
  private func wordLength(_ j: Int, _ scales: [Double]) -> Double {
    let count = Double(max(coordinates.count, 1)).squareRoot()
    if case .diagonal = coordinates { return 0.1 * axes.variances[j].squareRoot() / count }
    return scales[j] > 0 ? 0.1 / (scales[j] * count) : 0
  }

  /// `w = √(λ − β)` along the axes of the scores, with the encoder and `D` of (learned).
  private func expand(_ x: inout [Double], _ scales: [Double]) {
    let (M, count) = (layout.latents, coordinates.count)
    for k in 0..<min(M, count) where axes.variances[k] > beta[k] {
      let λ = axes.variances[k]
      let length = (λ - beta[k]).squareRoot()
      x[k * M + k] = length / λ.squareRoot()
      for j in 0..<layout.columns {
        x[count * M + j * M + k] = length * axes.directions[j, k] * scales[j]
      }
    }
  }

  /// The layout in the columns of the data.
  private var fullLayout: ParameterLayout {
    ParameterLayout(
      columns: data.columns, latents: specification.latents,
      decoder: specification.decoder.likelihood, variance: .log)
  }

  /// The parameters of the best end in the columns of the data, and their layout.
  func parameters(of state: FitState) -> ([Double], ParameterLayout) {
    (state.best ?? state.parameters).values.withUnsafeBufferPointer { point in
      if let start = point.baseAddress { unpack(start) }
    }
    guard layout.columns != fullLayout.columns || coordinates.isDiagonal else {
      return (parameters.values, layout)
    }
    let full = fullLayout
    var numbers = specification.collapsed(data, full)
    let M = layout.latents
    for j in 0..<full.columns {
      for i in 0..<(2 * M) {
        numbers[j * 2 * M + i] = axes.variances.indices.reduce(0) {
          $0 + axes.directions[j, $1] * parameters[$1 * 2 * M + i]
        }
      }
    }
    for i in 0..<(layout.count - layout.spread) {
      numbers[full.spread + i] = parameters[layout.spread + i]
    }
    return (numbers, full)
  }
}

extension FitSpecification {
  /// What columns are multiplied with to be scores in units of their curvature, (scores).
  func scoreScales(_ data: FitData) -> [Double] {
    let decoder = decoder.likelihood
    return zip(data.moments.mean, data.moments.covariance.diagonal).map { mean, variance in
      guard let response = Response(decoder) else {
        if case .gaussianLearnedPerColumn = decoder {
          return variance > 0 ? 1 / variance.squareRoot() : 0
        }
        if case .multinomial = decoder { return mean > 0 ? 1 / mean.squareRoot() : 0 }
        return 1
      }
      return variance > 0 ? response.constant(mean: mean, variance: variance).scale : 0
    }
  }
}
