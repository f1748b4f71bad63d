/// A dense matrix of `Double` in row-major order.
///
/// Small and plain on purpose: element access, transposition and arithmetic. Products of any size
/// are in `Matrix+Products.swift`, factorisations and spectra in their own files.
public struct Matrix: Sendable, Hashable {
  /// Number of rows.
  public let rows: Int
  /// Number of columns.
  public let columns: Int
  /// The `rows × columns` elements, row after row.
  public var elements: [Double]

  /// A matrix with every element equal to `value`.
  public init(rows: Int, columns: Int, repeating value: Double = 0) {
    precondition(rows >= 0 && columns >= 0, "a matrix cannot be \(rows) × \(columns)")
    self.rows = rows
    self.columns = columns
    self.elements = Array(repeating: value, count: rows * columns)
  }

  /// A matrix from its elements, row after row.
  public init(rows: Int, columns: Int, elements: [Double]) {
    precondition(
      elements.count == rows * columns,
      "a \(rows) × \(columns) matrix needs \(rows * columns) elements, not \(elements.count)")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// A matrix from its rows, or `nil` when they are not all of one length.
  public init?(_ rowsOfElements: [[Double]]) {
    let columns = rowsOfElements.first?.count ?? 0
    guard rowsOfElements.allSatisfy({ $0.count == columns }) else { return nil }
    self.init(
      rows: rowsOfElements.count, columns: columns, elements: rowsOfElements.flatMap { $0 })
  }

  /// The `n × n` identity.
  public static func identity(_ n: Int) -> Matrix {
    var result = Matrix(rows: n, columns: n)
    for i in 0..<n { result[i, i] = 1 }
    return result
  }

  /// Whether this is the identity of some order, to the last bit.
  public var isIdentity: Bool {
    guard rows == columns else { return false }
    return elements.indices.allSatisfy { elements[$0] == ($0 % (rows + 1) == 0 ? 1 : 0) }
  }

  /// The square matrix with the given diagonal and zeros elsewhere.
  public static func diagonal(_ values: [Double]) -> Matrix {
    var result = Matrix(rows: values.count, columns: values.count)
    for (i, value) in values.enumerated() { result[i, i] = value }
    return result
  }

  /// The element in row `i` and column `j`, both counted from 0.
  @inlinable public subscript(i: Int, j: Int) -> Double {
    get { elements[i * columns + j] }
    set { elements[i * columns + j] = newValue }
  }

  /// The elements as an array of rows, the form of the problem file and of JSON.
  public var rowArrays: [[Double]] {
    (0..<rows).map { i in Array(elements[(i * columns)..<((i + 1) * columns)]) }
  }

  /// The elements on the diagonal.
  public var diagonal: [Double] { (0..<min(rows, columns)).map { self[$0, $0] } }

  /// The sum of the diagonal elements.
  public var trace: Double { diagonal.reduce(0, +) }

  /// The matrix with rows and columns exchanged.
  public var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for i in 0..<rows {
      for j in 0..<columns { result[j, i] = self[i, j] }
    }
    return result
  }

  /// The largest `|a_ij − a_ji|`; zero for a symmetric matrix.
  public var asymmetry: Double {
    precondition(rows == columns, "asymmetry of a \(rows) × \(columns) matrix")
    return (self - transposed).elements.reduce(0) { max($0, abs($1)) }
  }
}

extension Matrix {
  /// The matrix with the given element in each row and column.
  package init(rows: Int, columns: Int, _ element: (_ row: Int, _ column: Int) -> Double) {
    self.init(
      rows: rows, columns: columns,
      elements: (0..<rows).flatMap { i in (0..<columns).map { element(i, $0) } })
  }
}

extension Matrix: ExpressibleByArrayLiteral {
  /// Rows of one length, as in `[[1, 2], [3, 4]]`.
  public init(arrayLiteral rowsOfElements: [Double]...) {
    guard let matrix = Matrix(rowsOfElements) else {
      preconditionFailure("a matrix literal needs rows of one length: \(rowsOfElements)")
    }
    self = matrix
  }
}

extension Matrix: Codable {
  /// Reads an array of rows.
  public init(from decoder: any Decoder) throws {
    let rowsOfElements = try [[Double]](from: decoder)
    guard let matrix = Matrix(rowsOfElements) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "rows of different lengths"))
    }
    self = matrix
  }

  /// Writes an array of rows.
  public func encode(to encoder: any Encoder) throws {
    try rowArrays.encode(to: encoder)
  }
}

extension Matrix {
  /// The element-wise sum.
  public static func + (a: Matrix, b: Matrix) -> Matrix { a.combined(with: b, by: +) }

  /// The element-wise difference.
  public static func - (a: Matrix, b: Matrix) -> Matrix { a.combined(with: b, by: -) }

  /// The matrix with every element multiplied by `factor`.
  public static func * (factor: Double, a: Matrix) -> Matrix {
    Matrix(rows: a.rows, columns: a.columns, elements: a.elements.map { factor * $0 })
  }

  private func combined(with other: Matrix, by operation: (Double, Double) -> Double) -> Matrix {
    precondition(
      rows == other.rows && columns == other.columns,
      "shapes \(rows) × \(columns) and \(other.rows) × \(other.columns) do not match")
    return Matrix(
      rows: rows, columns: columns, elements: zip(elements, other.elements).map(operation))
  }
}
