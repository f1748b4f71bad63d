/// Why a factorisation or a spectrum could not be computed.
public enum LinearAlgebraError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The operation needs as many rows as columns.
  case notSquare(rows: Int, columns: Int)
  /// An element, counted from 0, is infinite or not a number.
  case notFinite(row: Int, column: Int)
  /// Elimination met a zero pivot in this column, counted from 0.
  case singular(column: Int)
  /// A LAPACK iteration gave up; `info` as the routine documents it.
  case notConverged(routine: String, info: Int)
  /// A matrix that must be positive semidefinite has this negative eigenvalue.
  case indefinite(smallestEigenvalue: Double)

  /// The error as a sentence with its numbers.
  public var description: String {
    switch self {
    case .notSquare(let rows, let columns):
      "a square matrix is needed; this one is \(rows) × \(columns)"
    case .notFinite(let row, let column):
      "the element in row \(row), column \(column) (from 0) is not finite"
    case .singular(let column):
      "the matrix is singular: no pivot in column \(column) (from 0)"
    case .notConverged(let routine, let info):
      "LAPACK's \(routine) did not converge (info = \(info))"
    case .indefinite(let smallestEigenvalue):
      "the matrix is not positive semidefinite: its smallest eigenvalue is \(smallestEigenvalue)"
    }
  }
}

extension Matrix {
  /// The order of the square, finite matrix that every spectrum and factorisation asks for.
  func validatedOrder() throws(LinearAlgebraError) -> Int {
    guard rows == columns else { throw .notSquare(rows: rows, columns: columns) }
    if let index = elements.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(row: index / columns, column: index % columns)
    }
    return rows
  }
}
