import Dispatch
import Foundation
import LinearVAE
import MeanField

/// What training ends in at every point of a grid of two parameters.
public struct PhaseDiagram: Sendable {
  /// The problem at which all other parameters stay.
  public let problem: LearningProblem
  /// The horizontal axis.
  public let x: ParameterAxis
  /// The vertical axis.
  public let y: ParameterAxis
  /// One phase per point, row after row, the lowest `y` first.
  public let phases: [Phase]

  /// Computes the diagram.
  ///
  /// - Parameters:
  ///   - problem: Where all other parameters stay.
  ///   - x: The horizontal axis.
  ///   - y: The vertical axis.
  ///   - threads: How many rows are computed at once; the result does not depend on it.
  /// - Throws: `InvalidProblem` for axes that cannot form a grid, or where an
  ///   axis leaves the domain of its parameter.
  /// - Complexity: O(cells) times that of `Phase.init(of:beta:)`.
  public init(
    of problem: LearningProblem, x: ParameterAxis, y: ParameterAxis, threads: Int = 1
  ) throws {
    try ParameterAxis.checkGrid(x, y)
    try Self.checkCorners(problem, x, y)
    self.problem = problem
    self.x = x
    self.y = y
    phases = try Self.rows(problem, x, y, threads: max(1, threads))
  }

  /// The phase in a column and a row.
  public subscript(column: Int, row: Int) -> Phase { phases[row * x.values.count + column] }

  /// Domains of parameters are convex: a grid whose corners are inside is inside.
  private static func checkCorners(
    _ problem: LearningProblem, _ x: ParameterAxis, _ y: ParameterAxis
  ) throws {
    for first in [x.values[0], x.values[x.values.count - 1]] {
      for second in [y.values[0], y.values[y.values.count - 1]] {
        let corner = try y.parameter.setting(
          second, in: try x.parameter.setting(first, in: problem))
        try corner.validate()
        _ = try FixedPointAnalysis(corner)
      }
    }
  }

  /// All rows, `threads` at a time, each into its own place.
  private static func rows(
    _ problem: LearningProblem, _ x: ParameterAxis, _ y: ParameterAxis, threads: Int
  ) throws -> [Phase] {
    let (columns, count) = (x.values.count, y.values.count)
    let failure = FirstFailure()
    let next = RowCounter(count)
    let phases = [Phase](unsafeUninitializedCapacity: columns * count) { buffer, initialized in
      guard let base = buffer.baseAddress else { return }
      nonisolated(unsafe) let cells = base
      DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
        while let row = next.next() {
          let inRow = Result { try y.parameter.setting(y.values[row], in: problem) }
          for column in 0..<columns {
            let phase = Result { () throws -> Phase in
              try Phase(of: x.parameter.setting(x.values[column], in: try inRow.get()))
            }
            if case .failure(let error) = phase { failure.record(error, at: row) }
            (cells + (row * columns + column)).initialize(
              to: (try? phase.get()) ?? .unsettled)
          }
        }
      }
      initialized = columns * count
    }
    if let error = failure.error { throw error }
    return phases
  }
}

/// Hands out rows one by one.
private final class RowCounter: @unchecked Sendable {
  private let lock = NSLock()
  private var row = 0
  private let count: Int

  init(_ count: Int) { self.count = count }

  func next() -> Int? {
    lock.withLock {
      guard row < count else { return nil }
      defer { row += 1 }
      return row
    }
  }
}

/// The error of the first row that has one, whichever thread meets it first.
private final class FirstFailure: @unchecked Sendable {
  private let lock = NSLock()
  private var found: (row: Int, error: any Error)?

  var error: (any Error)? { lock.withLock { found?.error } }

  func record(_ error: any Error, at row: Int) {
    lock.withLock {
      if row < found?.row ?? .max { found = (row, error) }
    }
  }
}
