import LinearVAE
import NumericKit
import Storage

/// A linear VAE on data as they are: `q(z|x) = N(Vᵀx + c, diag D)`, natural parameter `W z + b`.
public struct LinearModel: Sendable, Hashable {
  /// `V`, `N × M`.
  public var encoder: Matrix
  /// `c`, `M` numbers.
  public var offset: [Double]
  /// `W`, `N × M`.
  public var decoder: Matrix
  /// `b`, `N` numbers: of a Gaussian decoder what is reconstructed from `z = 0`, in the units of the data.
  public var bias: [Double]
  /// `D`, `M` numbers.
  public var variance: [Double]
  /// `σ²` of a Gaussian decoder: none, one, or one for each column.
  public var decoderVariances: [Double]

  /// A model of its parts.
  public init(
    encoder: Matrix, offset: [Double], decoder: Matrix, bias: [Double], variance: [Double],
    decoderVariances: [Double] = []
  ) {
    (self.encoder, self.offset, self.decoder) = (encoder, offset, decoder)
    (self.bias, self.variance, self.decoderVariances) = (bias, variance, decoderVariances)
  }

  /// `M`.
  public var latents: Int { variance.count }

  /// The arrays `W`, `V`, `bias`, `offset` and `D` for NumPy, and `decoder_variance` where there is one.
  public var archive: NPZArchive {
    var archive = NPZArchive()
    archive.add("W", shape: [decoder.rows, decoder.columns], decoder.elements)
    archive.add("V", shape: [encoder.rows, encoder.columns], encoder.elements)
    archive.add("bias", shape: [bias.count], bias)
    archive.add("offset", shape: [offset.count], offset)
    archive.add("D", shape: [variance.count], variance)
    if !decoderVariances.isEmpty {
      archive.add("decoder_variance", shape: [decoderVariances.count], decoderVariances)
    }
    return archive
  }

  /// The same model with its latents in another order.
  func ordered(_ order: [Int]) -> LinearModel {
    func columns(_ matrix: Matrix) -> Matrix {
      Matrix(rows: matrix.rows, columns: order.count) { matrix[$0, order[$1]] }
    }
    return LinearModel(
      encoder: columns(encoder), offset: order.map { offset[$0] }, decoder: columns(decoder),
      bias: bias, variance: order.map { variance[$0] }, decoderVariances: decoderVariances)
  }
}
