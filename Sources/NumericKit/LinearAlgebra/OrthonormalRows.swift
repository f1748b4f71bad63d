import COpenBLAS

extension Matrix {
  /// Orthonormal rows that span what the rows of this matrix span, by LAPACK's Householder QR; where
  /// these depend on each other, further directions take their place.
  ///
  /// - Precondition: No more rows than columns.
  /// - Complexity: O(rows² · columns).
  package consuming func orthonormalRows() -> Matrix {
    precondition(rows <= columns, "\(rows) orthonormal rows of \(columns) numbers")
    guard rows > 0 else { return self }
    // Our rows are the columns of LAPACK.
    var (length, count, info, workCount) = (CInt(columns), CInt(rows), CInt(0), CInt(-1))
    var factors = [Double](repeating: 0, count: rows)
    var work = [0.0]
    for _ in 0..<2 {  // the first call only asks for the size
      dgeqrf_(&length, &count, &elements, &length, &factors, &work, &workCount, &info)
      grow(&work, &workCount)
    }
    workCount = -1
    for _ in 0..<2 {
      dorgqr_(&length, &count, &count, &elements, &length, &factors, &work, &workCount, &info)
      grow(&work, &workCount)
    }
    return self
  }
}

/// Makes a workspace as large as its first number says, if it was asked for.
private func grow(_ work: inout [Double], _ count: inout CInt) {
  guard count < 0 else { return }
  count = CInt(work[0])
  if work.count < Int(count) { work = Array(repeating: 0, count: Int(count)) }
}
