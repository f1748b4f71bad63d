import NumericKit

/// The order parameters of a model of data with any spectrum: what decoder and encoder have in each group
/// of directions, definition (groups).
///
/// With the parts `W_b`, `V_b` of decoder and encoder in the directions of group `b`.
public struct SpectralState: Sendable, Hashable {
  /// One part per group of the data.
  public var groups: [Group]
  /// The encoder's variances, `M` positive numbers.
  public var D: [Double]

  /// What decoder and encoder have in one group, each `M × M`.
  public struct Group: Sendable, Hashable {
    /// `Q_b = W_bᵀW_b/N`, symmetric.
    public var Q: Matrix
    /// `E_b = V_bᵀV_b/N`, symmetric.
    public var E: Matrix
    /// `R_b = W_bᵀV_b/N`, in general not symmetric.
    public var R: Matrix

    /// The part of a group from its order parameters.
    public init(Q: Matrix, E: Matrix, R: Matrix) { (self.Q, self.E, self.R) = (Q, E, R) }
  }

  /// A state from its parts.
  ///
  /// - Precondition: all matrices are `M × M`, with as many rows as `D` has numbers.
  public init(groups: [Group], D: [Double]) {
    precondition(
      groups.allSatisfy { group in
        [group.Q, group.E, group.R].allSatisfy { $0.rows == D.count && $0.columns == D.count }
      }, "Q, E and R of every group must be \(D.count) × \(D.count)")
    (self.groups, self.D) = (groups, D)
  }

  /// `M`, the number of latents.
  public var latents: Int { D.count }

  /// `Q = Σ_b Q_b = WᵀW/N`.
  public var Q: Matrix { total(\.Q) }
  /// `E = Σ_b E_b = VᵀV/N`.
  public var E: Matrix { total(\.E) }
  /// `R = Σ_b R_b = WᵀV/N`.
  public var R: Matrix { total(\.R) }

  /// `Σ_b w_b X_b`; every weight 1 unless given.
  func total(_ member: KeyPath<Group, Matrix>, weights: [Double]? = nil) -> Matrix {
    var sum = Matrix(rows: latents, columns: latents)
    for (index, group) in groups.enumerated() {
      let weight = weights?[index] ?? 1
      for (i, value) in group[keyPath: member].elements.enumerated() {
        sum.elements[i] += weight * value
      }
    }
    return sum
  }
}

extension SpectralState: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case groups, D }

  static let keys = CodingKeys.allCases.map(\.rawValue)

  /// Reads the parts and `D`, and checks that their shapes agree.
  public init(from decoder: any Decoder) throws {
    let section = try StrictContainer<CodingKeys>(decoder)
    let D: [Double] = try section.value(.D, "a list of numbers > 0, one per latent")
    let groups: [Group] = try section.value(
      .groups, "a list of {Q: …, E: …, R: …}, one per group of data.spectrum")
    for (index, group) in groups.enumerated() {
      for (name, matrix) in [("Q", group.Q), ("E", group.E), ("R", group.R)]
      where matrix.rows != D.count || matrix.columns != D.count {
        throw InvalidProblem(
          "groups.\(index).\(name)", found: "a \(matrix.rows) × \(matrix.columns) matrix",
          allowed: "a \(D.count) × \(D.count) matrix, a row and a column per latent, as D has "
            + (D.count == 1 ? "1 number" : "\(D.count) numbers")
        ).below(decoder.keyPath)
      }
    }
    self.init(groups: groups, D: D)
  }
}

extension SpectralState.Group: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case Q, E, R }

  /// Reads the three matrices.
  public init(from decoder: any Decoder) throws {
    let section = try StrictContainer<CodingKeys>(decoder)
    let shape = "a row and a column per latent"
    self.init(
      Q: try section.matrix(.Q, shape), E: try section.matrix(.E, shape),
      R: try section.matrix(.R, shape))
  }
}

extension SpectralState {
  /// The relative size, against the largest diagonal element of all groups, up to which a negative
  /// eigenvalue or an asymmetry counts as rounding: single directions have singular Gram matrices, and
  /// states are typed in with about seven digits.
  public static let realizabilityTolerance = 1e-6

  /// Checks that vectors with these overlaps exist: in every group `[[Q_b, R_b], [R_bᵀ, E_b]]` symmetric and
  /// positive semidefinite, and `D > 0`.
  ///
  /// - Parameter data: The groups, as many as the state has.
  /// - Throws: ``InvalidProblem`` with key path `D`, `groups` or `groups.0.Q`.
  /// - Complexity: O(groups · M³).
  public func checkRealizable(data: SpectralData) throws(InvalidProblem) {
    try InvalidProblem.require(
      groups.count == data.groups.count, "groups", found: "\(groups.count) groups",
      allowed: "\(data.groups.count), as data.spectrum has")
    for (latent, value) in D.enumerated() where !(value > 0 && value.isFinite) {
      throw InvalidProblem("D", found: "D[\(latent)] = \(value)", allowed: "numbers > 0")
    }
    let scale = groups.reduce(0) { max($0, ($1.Q.diagonal + $1.E.diagonal).max() ?? 0) }
    let tolerance = Self.realizabilityTolerance * scale
    for (index, group) in groups.enumerated() {
      do { try group.checkRealizable(tolerance: tolerance) } catch {
        throw error.below("groups.\(index)")
      }
    }
  }
}

extension SpectralState.Group {
  fileprivate func checkRealizable(tolerance: Double) throws(InvalidProblem) {
    for (name, matrix) in [("Q", Q), ("E", E), ("R", R)] {
      guard let index = matrix.elements.firstIndex(where: { !$0.isFinite }) else { continue }
      let (row, column) = index.quotientAndRemainder(dividingBy: matrix.columns)
      throw InvalidProblem(
        name, found: "\(name)[\(row)][\(column)] that is not finite", allowed: "finite numbers")
    }
    for (name, matrix) in [("Q", Q), ("E", E)] {
      for i in 0..<matrix.rows {
        for j in 0..<i where abs(matrix[i, j] - matrix[j, i]) > tolerance {
          throw InvalidProblem(
            name,
            found:
              "\(name)[\(j)][\(i)] = \(matrix[j, i]) but \(name)[\(i)][\(j)] = \(matrix[i, j])",
            allowed: "a symmetric \(name)")
        }
      }
    }
    let gram = Matrix(blocks: [[Q, R], [R.transposed, E]])
    if gram.isPositiveDefinite { return }
    let smallest = (try? gram.symmetricEigenvalues().first) ?? .nan
    try InvalidProblem.require(
      smallest >= -tolerance, "",
      found: "overlaps that no vectors have: the smallest eigenvalue of their Gram matrix is "
        + "\(smallest)",
      allowed: "an eigenvalue ≥ 0: raise the diagonals of Q and E or lower R")
  }
}
