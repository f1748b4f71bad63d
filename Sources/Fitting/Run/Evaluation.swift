import LinearVAE
import NumericKit

/// Measures a model on all rows: with squared errors by their moments, otherwise row by row.
final class Evaluation {
  private let layout: ParameterLayout
  private let noise: DecoderNoise?
  private let loss: any ExpectedLoss
  private let rows: [Int32]

  init(_ data: FitData, _ layout: ParameterLayout, _ decoder: Likelihood, _ threads: ThreadTeam) {
    self.layout = layout
    noise = DecoderNoise(decoder)
    if let noise {
      loss = MomentLoss(.dense(data.moments.covariance), layout, noise, threads)
      rows = []
    } else {
      loss = data.rowLoss(layout, decoder, batch: 0, threads)
      rows = (0..<(data.rows?.count ?? 0)).map(Int32.init)
    }
  }

  /// What the loss is made of.
  func parts(_ parameters: UnsafeMutablePointer<Double>) -> LossParts {
    var parts = loss.forward(parameters, rows: rows[...])
    guard let noise else { return parts }
    // The moments are those of centred rows: offset and bias shift codes and reconstructions.
    let (N, M) = (layout.columns, layout.latents)
    let (offset, bias) = (parameters + layout.offset, parameters + layout.bias)
    let precisions = noise.precisions(parameters, layout)
    for k in 0..<M { parts.kl[k] += 0.5 * offset[k] * offset[k] }
    for j in 0..<N {
      var shift = bias[j]
      for k in 0..<M { shift += parameters[j * 2 * M + M + k] * offset[k] }
      parts.distortion += shift * shift
      parts.nll += 0.5 * precisions[noise.isPerColumn ? j : 0] * shift * shift
    }
    return parts
  }
}

extension FitData {
  /// The loss on all rows by their moments alone, for a Gaussian decoder; `nil` for others.
  package func momentLoss(_ layout: ParameterLayout, _ decoder: Likelihood) -> (any ExpectedLoss)? {
    DecoderNoise(decoder).map {
      MomentLoss(.dense(moments.covariance), layout, $0, ThreadTeam(count: 1))
    }
  }

  /// The loss on batches of rows, of as many as `batch` at most.
  package func rowLoss(
    _ layout: ParameterLayout, _ decoder: Likelihood, batch: Int, threads: Int
  ) -> any ExpectedLoss {
    rowLoss(layout, decoder, batch: batch, ThreadTeam(count: threads))
  }

  func rowLoss(
    _ layout: ParameterLayout, _ decoder: Likelihood, batch: Int, _ threads: ThreadTeam
  ) -> any ExpectedLoss {
    guard let rows else { preconditionFailure("a loss on rows without rows") }
    if let noise = DecoderNoise(decoder) {
      return GaussianLoss(rows, layout, noise, batch: batch, threads)
    }
    if let response = Response(decoder) {
      let kernel = ResponseKernel(response, columns: layout.columns)
      return ResponseLoss(rows, layout, kernel, threads)
    }
    var factor = 1.0
    if case .multinomial(let draws?) = decoder { factor = draws / mean.reduce(0, +) }
    let kernel = MultinomialKernel(
      columns: layout.columns, latents: layout.latents, factor: factor)
    return ResponseLoss(rows, layout, kernel, threads)
  }
}
