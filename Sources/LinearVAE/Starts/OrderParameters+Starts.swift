import NumericKit

extension OrderParameters {
  /// The collapsed state: decoder and encoder vanish, and `D = 1`. A fixed point of the flow at any `β`.
  public static func collapsed(latents: Int, factors: Int) -> OrderParameters {
    let overlaps = Matrix(rows: latents, columns: factors)
    let square = Matrix(rows: latents, columns: latents)
    return OrderParameters(
      m: overlaps, d: overlaps, Q: square, E: square, R: square,
      D: Array(repeating: 1, count: latents))
  }

  /// A state of one latent and one factor, from its six numbers.
  public static func single(
    m: Double, d: Double, Q: Double, E: Double, R: Double = 0, D: Double = 1
  ) -> OrderParameters {
    OrderParameters(m: [[m]], d: [[d]], Q: [[Q]], E: [[E]], R: [[R]], D: [D])
  }

  /// The dimension below which decoder, encoder and factors cannot be independent: `M* + 2M`.
  public static func leastDimension(latents: Int, data: SpikedData) -> Int {
    data.factors + 2 * latents
  }

  /// The order parameters of one draw of `W` and `V` with independent standard normal entries, and
  /// `D = 1`.
  ///
  /// Drawn without the vectors: their components along the factors are normal, and the Gram matrix
  /// of the rest is Wishart with `N − M*` degrees of freedom.
  ///
  /// - Parameters:
  ///   - latents: `M`.
  ///   - data: The factors.
  ///   - dimension: `N ≥ M* + 2M`, ``leastDimension(latents:data:)``.
  ///   - seed: Decides the draw; runs of a simulation with this seed are independent of it.
  /// - Returns: A realisable state: `m` and `d` of order `N^{-1/2}`, `Q` and `E` near the identity.
  /// - Throws: `LinearAlgebraError` for an overlap `m*` that is not positive semidefinite.
  /// - Complexity: O(M² (M + M*)), whatever `N`.
  public static func random(
    latents: Int, data: SpikedData, dimension: Int, seed: UInt64
  ) throws(LinearAlgebraError) -> OrderParameters {
    // Replicas have the streams from 0 on.
    var stream = RandomStream(seed: seed, stream: .max)
    return try random(latents: latents, data: data, dimension: dimension, from: &stream)
  }

  /// The next draw of a stream, for any `N ≥ 1`.
  package static func random(
    latents M: Int, data: SpikedData, dimension: Int, from stream: inout RandomStream
  ) throws(LinearAlgebraError) -> OrderParameters {
    let (F, N) = (data.factors, Double(dimension))
    let inside = Matrix(rows: 2 * M, columns: F, elements: stream.normals(2 * M * F))
    let left = max(0, dimension - F)
    let outside: Matrix
    if left >= 2 * M {
      outside = Wishart(order: 2 * M, degreesOfFreedom: left).draw(from: &stream)
    } else {
      let vectors = Matrix(rows: 2 * M, columns: left, elements: stream.normals(2 * M * left))
      outside = vectors * vectors.transposed
    }
    let gram = (1 / N) * (inside * inside.transposed + outside)
    let lower = try CholeskyFactorization(data.overlap).lower
    let overlaps = (1 / N.squareRoot()) * (inside * lower.transposed)
    func block(_ matrix: Matrix, _ row: Int, _ column: Int, _ columns: Int) -> Matrix {
      Matrix(rows: M, columns: columns) { matrix[row + $0, column + $1] }
    }
    return OrderParameters(
      m: block(overlaps, 0, 0, F), d: block(overlaps, M, 0, F), Q: block(gram, 0, 0, M),
      E: block(gram, M, M, M), R: block(gram, 0, M, M), D: Array(repeating: 1, count: M))
  }
}
