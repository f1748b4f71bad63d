import LinearVAE
import NumericKit
import RealModule

/// What a model is fitted to.
package struct FitData: Sendable {
  /// Mean and covariance of the rows in the units that the model is trained in.
  let moments: DataMoments
  /// The rows, where a loss needs them.
  let rows: TrainingRows?
  /// The mean of each column in the units of the data.
  let mean: [Double]
  /// What columns are multiplied with, if with anything.
  let scale: [Double]?

  /// Data of known moments.
  ///
  /// - Parameters:
  ///   - moments: Of the rows, in the units of the data.
  ///   - rows: The same rows; `nil` where a fit on their moments alone is wanted.
  ///   - scale: What columns are multiplied with before training, as `rows` have it.
  package init(_ moments: DataMoments, rows: TrainingRows? = nil, scale: [Double]? = nil) {
    (self.rows, self.scale, mean) = (rows, scale, moments.mean)
    self.moments = scale.map(moments.scaled(by:)) ?? moments
  }

  var columns: Int { moments.columns }

  /// A model of training in the units of the data.
  func model(_ parameters: [Double], _ layout: ParameterLayout, _ decoder: Likelihood)
    -> LinearModel
  {
    let M = layout.latents
    let encoder = layout.matrix(parameters, decoder: false)
    let units = scale ?? Array(repeating: 1, count: columns)
    let V = Matrix(rows: columns, columns: M) { units[$0] * encoder[$0, $1] }
    let offset = (0..<M).map { k in
      parameters[layout.offset + k] - (0..<columns).reduce(0) { $0 + V[$1, k] * mean[$1] }
    }
    let W = layout.matrix(parameters, decoder: true)
    let isGaussian = DecoderNoise(decoder) != nil
    var noise = (0..<layout.decoderVariances).map { Double.exp(parameters[layout.noise + $0]) }
    if case .gaussian(let variance) = decoder { noise = [variance] }
    if scale != nil, isGaussian {
      noise = units.enumerated().map { j, unit in
        noise[noise.count == 1 ? 0 : j] / (unit * unit)
      }
    }
    return LinearModel(
      encoder: V, offset: offset,
      decoder: Matrix(rows: columns, columns: M) { W[$0, $1] / units[$0] },
      bias: (0..<columns).map {
        parameters[layout.bias + $0] / units[$0] + (isGaussian ? mean[$0] : 0)
      },
      variance: parameters.withUnsafeBufferPointer { numbers in
        numbers.baseAddress.map(layout.variances) ?? []
      }, decoderVariances: noise)
  }
}
