import NumericKit

/// The order parameters of the model: all that its typical behaviour depends on as `N → ∞`.
///
/// With decoder `W`, encoder `V` (`N × M`) and true factors `W*` (`N × M*`).
public struct OrderParameters: Sendable, Hashable {
  /// `m = WᵀW*/N`, `M × M*`: overlap of the decoder with the factors.
  public var m: Matrix
  /// `d = VᵀW*/N`, `M × M*`: overlap of the encoder with the factors.
  public var d: Matrix
  /// `Q = WᵀW/N`, `M × M`, symmetric.
  public var Q: Matrix
  /// `E = VᵀV/N`, `M × M`, symmetric.
  public var E: Matrix
  /// `R = WᵀV/N`, `M × M`, in general not symmetric.
  public var R: Matrix
  /// The encoder's variances, `M` positive numbers.
  public var D: [Double]

  /// A state from its order parameters.
  ///
  /// - Precondition: the shapes agree: `m`, `d` are `M × M*`, `Q`, `E`, `R` are `M × M` and `D` has
  ///   `M` entries.
  public init(m: Matrix, d: Matrix, Q: Matrix, E: Matrix, R: Matrix, D: [Double]) {
    let M = D.count
    precondition(m.rows == M && d.rows == M && m.columns == d.columns, "m and d must be M × M*")
    precondition(
      [Q, E, R].allSatisfy { $0.rows == M && $0.columns == M }, "Q, E and R must be M × M")
    self.m = m
    self.d = d
    self.Q = Q
    self.E = E
    self.R = R
    self.D = D
  }

  /// `M`, the number of latents.
  public var latents: Int { D.count }

  /// `M*`, the number of factors.
  public var factors: Int { m.columns }
}

extension OrderParameters: Codable {
  private enum CodingKeys: String, CodingKey { case m, d, Q, E, R, D }

  /// Reads the six order parameters and checks that their shapes agree.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func matrix(_ key: CodingKeys) throws -> Matrix {
      try container.decode(Matrix.self, forKey: key)
    }
    let (m, d) = (try matrix(.m), try matrix(.d))
    let (Q, E, R) = (try matrix(.Q), try matrix(.E), try matrix(.R))
    let D = try container.decode([Double].self, forKey: .D)
    let M = D.count
    guard m.rows == M, d.rows == M, m.columns == d.columns,
      [Q, E, R].allSatisfy({ $0.rows == M && $0.columns == M })
    else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "m and d must be M × M*, Q, E and R M × M, with M = \(M) variances D"))
    }
    self.init(m: m, d: d, Q: Q, E: E, R: R, D: D)
  }
}
