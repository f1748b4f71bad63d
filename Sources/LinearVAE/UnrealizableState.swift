import NumericKit

/// Why no decoder, encoder and variances have the given order parameters.
///
/// Rows, columns and latents count from 0.
public enum UnrealizableState: Error, Sendable, Hashable {
  /// An entry of the named order parameter is infinite or not a number.
  case notFinite(parameter: String, row: Int, column: Int)
  /// `Q` or `E` differs from its transpose in this entry.
  case asymmetric(parameter: String, row: Int, column: Int, value: Double, mirrored: Double)
  /// A variance `D_k` is not positive and finite.
  case variance(latent: Int, value: Double)
  /// The Gram matrix of the vectors would have a negative eigenvalue.
  case indefinite(smallestEigenvalue: Double)

  /// The order parameter at fault, as in the problem file, or `nil` when it takes all to tell.
  public var parameter: String? {
    switch self {
    case .notFinite(let parameter, _, _), .asymmetric(let parameter, _, _, _, _): parameter
    case .variance: "D"
    case .indefinite: nil
    }
  }

  static func checkFinite(_ name: String, _ matrix: Matrix) throws(UnrealizableState) {
    guard let index = matrix.elements.firstIndex(where: { !$0.isFinite }) else { return }
    throw .notFinite(
      parameter: name, row: index / matrix.columns, column: index % matrix.columns)
  }

  static func checkSymmetric(_ name: String, _ matrix: Matrix) throws(UnrealizableState) {
    let scale = matrix.elements.reduce(0) { max($0, abs($1)) }
    for i in 0..<matrix.rows {
      for j in 0..<i
      where abs(matrix[i, j] - matrix[j, i]) > OrderParameters.realizabilityTolerance * scale {
        throw .asymmetric(
          parameter: name, row: j, column: i, value: matrix[j, i], mirrored: matrix[i, j])
      }
    }
  }
}

extension UnrealizableState: CustomStringConvertible {
  /// What is wrong, with its numbers.
  public var description: String { "\(found), expected \(allowed)" }

  /// What was found, for people.
  public var found: String {
    switch self {
    case .notFinite(let parameter, let row, let column):
      "\(parameter)[\(row)][\(column)] that is not finite"
    case .asymmetric(let parameter, let row, let column, let value, let mirrored):
      "\(parameter)[\(row)][\(column)] = \(value) but \(parameter)[\(column)][\(row)] = \(mirrored)"
    case .variance(let latent, let value):
      "D[\(latent)] = \(value)"
    case .indefinite(let smallestEigenvalue):
      "overlaps that no vectors have: the smallest eigenvalue of their Gram matrix is "
        + "\(smallestEigenvalue)"
    }
  }

  /// What is allowed, for people.
  public var allowed: String {
    switch self {
    case .notFinite: "finite numbers"
    case .asymmetric(let parameter, _, _, _, _): "a symmetric \(parameter)"
    case .variance: "numbers > 0"
    case .indefinite:
      "an eigenvalue ≥ 0: raise the diagonals of Q and E or lower the overlaps m, d and R"
    }
  }
}
