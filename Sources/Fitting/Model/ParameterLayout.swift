import LinearVAE
import NumericKit
import RealModule

/// Where the parameters of a model lie in one row of numbers, as optimisers see them.
///
/// First `N` rows of `V_j` and `W_j`, side by side so that one product with the data serves both, then the
/// offsets `c`, the biases `b`, `D` or `ln D`, and `ln σ²` where it is learned.
package struct ParameterLayout: Sendable, Hashable {
  package let columns, latents: Int
  /// How many `σ²` are learned.
  package let decoderVariances: Int
  package let variance: VarianceParametrization

  package init(columns: Int, latents: Int, decoder: Likelihood, variance: VarianceParametrization) {
    (self.columns, self.latents, self.variance) = (columns, latents, variance)
    switch decoder {
    case .gaussianLearned: decoderVariances = 1
    case .gaussianLearnedPerColumn: decoderVariances = columns
    default: decoderVariances = 0
    }
  }

  /// How many numbers `V` and `W` are.
  package var weights: Int { 2 * columns * latents }
  package var offset: Int { weights }
  package var bias: Int { offset + latents }
  package var spread: Int { bias + columns }
  package var noise: Int { spread + latents }
  package var count: Int { noise + decoderVariances }

  /// `V` and `W` side by side, `N × 2M`.
  package func weights(_ parameters: UnsafeMutablePointer<Double>) -> DenseBlock {
    DenseBlock(parameters, rows: columns, columns: 2 * latents)
  }

  package func encoder(_ parameters: UnsafeMutablePointer<Double>) -> DenseBlock {
    weights(parameters).columns(0..<latents)
  }

  package func decoder(_ parameters: UnsafeMutablePointer<Double>) -> DenseBlock {
    weights(parameters).columns(latents..<(2 * latents))
  }

  /// `D` of each latent.
  package func variances(_ parameters: UnsafePointer<Double>) -> [Double] {
    (0..<latents).map {
      variance == .direct ? parameters[spread + $0] : .exp(parameters[spread + $0])
    }
  }

  /// The parameters of a model whose encoder reads rows less their means, in their units.
  package func parameters(
    encoder: Matrix, decoder: Matrix, bias: [Double], variance D: [Double],
    decoderVariances: [Double]
  ) -> [Double] {
    var numbers = [Double](repeating: 0, count: count)
    for j in 0..<columns {
      for k in 0..<latents {
        numbers[j * 2 * latents + k] = encoder[j, k]
        numbers[j * 2 * latents + latents + k] = decoder[j, k]
      }
      numbers[self.bias + j] = bias[j]
    }
    for k in 0..<latents { numbers[spread + k] = variance == .direct ? D[k] : .log(D[k]) }
    for (i, value) in decoderVariances.enumerated() where i < self.decoderVariances {
      numbers[noise + i] = .log(value)
    }
    return numbers
  }

  /// `V` or `W` as a matrix.
  package func matrix(_ numbers: [Double], decoder isDecoder: Bool) -> Matrix {
    let shift = isDecoder ? latents : 0
    return Matrix(rows: columns, columns: latents) { numbers[$0 * 2 * latents + shift + $1] }
  }
}
