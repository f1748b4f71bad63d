import Fitting
import Foundation
import NumericKit
import Storage
import TestSupport
import Testing

/// The fixture that `fitting.py` writes.
struct FittingFixture: Decodable {
  struct Steps: Decodable {
    struct Run: Decodable {
      let optimizer, variance: String
      let rate: Double
      let end: [String: [Double]]
    }
    let columns, latents, batch: Int
    let X, V, W: [Double]
    let beta, sigma2, decay, scale: Double
    let runs: [Run]
  }
  struct Table: Decodable {
    let columns: Int
    let values: [Double]
  }
  let steps: Steps
  let tables: [String: Table]

  static let shared: FittingFixture = fixture("fitting")
}

/// Rows of numbers in memory.
struct Rows {
  let columns: Int
  var values: [Double]

  var count: Int { values.count / columns }

  init(_ values: [Double], columns: Int) { (self.values, self.columns) = (values, columns) }

  static func named(_ name: String) throws -> Rows {
    if name == "digits" {
      let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      let table = try DataTable(contentsOf: root.appendingPathComponent("Examples/digits.csv").path)
      var values: [Double] = []
      try table.forEachBlock(ofRows: table.rows) { values += $0.values }
      return Rows(values, columns: table.columns)
    }
    let table = try #require(FittingFixture.shared.tables[name])
    return Rows(table.values, columns: table.columns).standardized
  }

  var moments: DataMoments {
    let P = Double(count)
    let mean = (0..<columns).map { j in
      (0..<count).reduce(0) { $0 + values[$1 * columns + j] } / P
    }
    var centred = values
    for i in centred.indices { centred[i] -= mean[i % columns] }
    let X = Matrix(rows: count, columns: columns, elements: centred)
    return DataMoments(rows: count, mean: mean, covariance: (1 / P) * (X.transposed * X))
  }

  var standardized: Rows {
    let moments = moments
    let scales = moments.covariance.diagonal.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
    var result = self
    for i in values.indices {
      let j = i % columns
      result.values[i] = scales[j] * (values[i] - moments.mean[j])
    }
    return result
  }

  /// The columns for which something holds.
  func keeping(_ isKept: (Int) -> Bool) -> Rows {
    let kept = (0..<columns).filter(isKept)
    let rows = (0..<count).flatMap { i in kept.map { values[i * columns + $0] } }
    return Rows(rows, columns: kept.count)
  }

  func data(weights: [Double]? = nil) throws -> FitData {
    let table = try DataTable(values, columns: columns, named: "rows")
    let moments = moments
    return FitData(
      moments, rows: try TrainingRows(table, mean: moments.mean, weights: weights))
  }
}

/// Whether the tests are compiled with optimisation, without which sums over all rows take minutes.
let isOptimized: Bool = {
  var isDebug = false
  assert(
    {
      isDebug = true; return true
    }())
  return !isDebug
}()
