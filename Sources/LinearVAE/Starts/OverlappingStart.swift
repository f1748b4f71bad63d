import NumericKit

/// Equal overlaps of decoder and encoder with the factors, `m = d`, and latents whose parts outside
/// the factors are orthogonal: `Q`, `E` (off the diagonal) and `R` are `m m*⁻¹ mᵀ`.
public struct OverlappingStart: Sendable, Hashable {
  /// `m = d`.
  public var overlap: Overlap
  /// `Q_kk` of every latent.
  public var decoderNorm: Double
  /// `E_kk` of every latent.
  public var encoderNorm: Double
  /// `D_k` of every latent.
  public var variance: Double

  /// The overlaps of latents with factors.
  public enum Overlap: Sendable, Hashable {
    /// One number for every latent and factor.
    case all(Double)
    /// `M × M*` numbers.
    case each(Matrix)
  }

  /// A start with the norms and variance of a random one, unless others are given.
  public init(
    overlap: Overlap, decoderNorm: Double = 1, encoderNorm: Double = 1, variance: Double = 1
  ) {
    self.overlap = overlap
    self.decoderNorm = decoderNorm
    self.encoderNorm = encoderNorm
    self.variance = variance
  }

  func orderParameters(for problem: LearningProblem) throws(InvalidProblem) -> OrderParameters {
    let (latents, factors) = (problem.latents, problem.data.factors)
    let overlap: Matrix
    switch self.overlap {
    case .all(let value): overlap = Matrix(rows: latents, columns: factors, repeating: value)
    case .each(let values): overlap = values
    }
    precondition(overlap.rows == latents && overlap.columns == factors, "overlap must be M × M*")
    let shared = try sharedPart(of: overlap, factorOverlap: problem.data.overlap)
    var (Q, E) = (shared, shared)
    for k in 0..<latents {
      Q[k, k] = decoderNorm
      E[k, k] = encoderNorm
    }
    return OrderParameters(
      m: overlap, d: overlap, Q: Q, E: E, R: shared, D: Array(repeating: variance, count: latents))
  }

  /// `m m*⁻¹ mᵀ`, the Gram matrix of the latents' parts in the span of the factors.
  private func sharedPart(
    of overlap: Matrix, factorOverlap: Matrix
  ) throws(InvalidProblem) -> Matrix {
    let rows = overlap.rowArrays
    let solutions: [[Double]]  // row k: m*⁻¹ m_k
    do { solutions = rows.map(try LUFactorization(factorOverlap).solve) } catch {
      throw InvalidProblem("", found: "factors that depend on each other", allowed: "\(error)")
    }
    var shared = Matrix(rows: overlap.rows, columns: overlap.rows)
    for k in 0..<overlap.rows {
      for l in 0...k {
        var product = 0.0
        for s in 0..<overlap.columns { product += rows[l][s] * solutions[k][s] }
        shared[k, l] = product
        shared[l, k] = product
      }
    }
    return shared
  }
}

extension OverlappingStart: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case overlap
    case decoderNorm = "decoder_norm"
    case encoderNorm = "encoder_norm"
    case variance
  }

  /// Reads `overlap`, and norms and variance where they are there.
  public init(from decoder: any Decoder) throws {
    let section = try StrictContainer<CodingKeys>(decoder)
    self.init(
      overlap: section.isNumber(.overlap)
        ? .all(try section.number(.overlap))
        : .each(try section.matrix(.overlap, "a number, or a row per latent, a column per factor")))
    decoderNorm = try section.number(.decoderNorm, default: decoderNorm)
    encoderNorm = try section.number(.encoderNorm, default: encoderNorm)
    variance = try section.number(.variance, default: variance)
  }
}

extension OverlappingStart.Overlap: Encodable {
  /// As it is written: one number, as a `1 × 1` matrix, when all are equal.
  private var canonical: Matrix {
    switch self {
    case .all(let value): [[value]]
    case .each(let matrix):
      Set(matrix.elements).count == 1 ? [[matrix.elements[0]]] : matrix
    }
  }

  /// Whether the overlaps are the same, however they are written.
  public static func == (a: Self, b: Self) -> Bool { a.canonical == b.canonical }

  /// Hashes the overlaps, however they are written.
  public func hash(into hasher: inout Hasher) { hasher.combine(canonical) }

  /// Writes one number when all are equal, else a matrix.
  public func encode(to encoder: any Encoder) throws {
    let written = canonical
    if written.elements.count == 1 { return try written[0, 0].encode(to: encoder) }
    try written.encode(to: encoder)
  }
}
