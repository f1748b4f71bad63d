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

  /// All numbers, in the order `m`, `d`, `Q`, `E`, `R`, `D`, matrices in full.
  package var allNumbers: [Double] { [m, d, Q, E, R].flatMap(\.elements) + D }
}

extension OrderParameters: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case m, d, Q, E, R, D }

  static let keys = CodingKeys.allCases.map(\.rawValue)

  /// Reads the six order parameters and checks that their shapes agree.
  public init(from decoder: any Decoder) throws {
    let section = try StrictContainer<CodingKeys>(decoder)
    let D: [Double] = try section.value(.D, "a list of numbers > 0, one per latent")
    func matrix(
      _ key: CodingKeys, columns: Int?, _ shape: String, like other: String = ""
    ) throws -> Matrix {
      let size = "a \(D.count) × \(columns.map(String.init) ?? "M*") matrix, \(shape)"
      let matrix = try section.matrix(key, size)
      guard matrix.rows == D.count, columns == nil || matrix.columns == columns else {
        throw InvalidProblem(
          key.rawValue, found: "a \(matrix.rows) × \(matrix.columns) matrix",
          allowed: "\(size), as D has \(D.count == 1 ? "1 number" : "\(D.count) numbers")\(other)"
        ).below(decoder.keyPath)
      }
      return matrix
    }
    let (overlap, square) = (
      "a row per latent, a column per factor", "a row and a column per latent"
    )
    let m = try matrix(.m, columns: nil, overlap)
    self.init(
      m: m, d: try matrix(.d, columns: m.columns, overlap, like: " and m \(m.columns) columns"),
      Q: try matrix(.Q, columns: D.count, square), E: try matrix(.E, columns: D.count, square),
      R: try matrix(.R, columns: D.count, square), D: D)
  }
}
