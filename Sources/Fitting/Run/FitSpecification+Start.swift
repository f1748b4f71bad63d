import LinearVAE
import NumericKit
import RealModule

extension FitSpecification {
  /// The parameters of the collapsed state: no weights, `D = 1`, the best constant.
  func collapsed(_ data: FitData, _ layout: ParameterLayout) -> [Double] {
    let zeros = Matrix(rows: data.columns, columns: latents)
    let variances = data.moments.covariance.diagonal
    let mean = data.moments.mean
    var noise: [Double] = []
    var bias = [Double](repeating: 0, count: data.columns)
    switch decoder.likelihood {
    case .gaussian: break
    case .gaussianLearned: noise = [variances.reduce(0, +) / Double(data.columns)]
    case .gaussianLearnedPerColumn: noise = variances
    case .multinomial:
      let total = mean.reduce(0, +)
      bias = mean.map { Double.log(max($0 / total, 1e-9)) }
    default:
      if let response = Response(decoder.likelihood) {
        bias = zip(mean, variances).map { response.constant(mean: $0, variance: $1).parameter }
      }
    }
    return layout.parameters(
      encoder: zeros, decoder: zeros, bias: bias, variance: Array(repeating: 1, count: latents),
      decoderVariances: noise)
  }

  /// The parameters at the start.
  ///
  /// - Throws: `LinearAlgebraError` of the eigen-directions of an aligned start.
  func startParameters(_ data: FitData, _ layout: ParameterLayout) throws -> [Double] {
    var numbers = collapsed(data, layout)
    let N = data.columns
    switch start {
    case .random(let scale):
      var stream = RandomStream(seed: seed, stream: 0)
      let deviation = scale ?? 1 / Double(N).squareRoot()
      for i in 0..<layout.weights { numbers[i] = deviation * stream.normal() }
    case .aligned(let overlap):
      let axes = try data.moments.principalAxes()
      for j in 0..<N {
        for k in 0..<min(latents, axes.variances.count) {
          let value = overlap * axes.directions[j, k]
          numbers[j * 2 * latents + k] = value
          numbers[j * 2 * latents + latents + k] = value
        }
      }
    }
    return numbers
  }
}
