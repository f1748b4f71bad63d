import LinearVAE
import NumericKit
import Storage

/// One order parameter as it is stored: its name and its matrix in a state.
private struct Block: Sendable {
  let name: String
  let matrix: @Sendable (OrderParameters) -> Matrix

  static let matrices = [
    Block(name: "m") { $0.m }, Block(name: "d") { $0.d }, Block(name: "Q") { $0.Q },
    Block(name: "E") { $0.E }, Block(name: "R") { $0.R },
  ]
}

extension ColumnTable {
  /// Adds a column for each order parameter, `m_1_1` … `D_1`, latents and factors from 1.
  ///
  /// - Parameters:
  ///   - states: One a row, all of one shape.
  ///   - suffix: Ends each name.
  mutating func add(states: [OrderParameters], suffix: String = "") {
    guard let first = states.first else { return }
    for block in Block.matrices {
      let shape = block.matrix(first)
      for k in 0..<shape.rows {
        for l in 0..<shape.columns {
          add("\(block.name)_\(k + 1)_\(l + 1)\(suffix)", states.map { block.matrix($0)[k, l] })
        }
      }
    }
    for k in first.D.indices { add("D_\(k + 1)\(suffix)", states.map { $0.D[k] }) }
  }
}

extension NPZArchive {
  /// Adds `m`, `d`, `Q`, `E`, `R` and `D` with time as the first index.
  ///
  /// - Parameters:
  ///   - states: One a time, all of one shape.
  ///   - suffix: Ends each name.
  mutating func add(states: [OrderParameters], suffix: String = "") {
    add(runs: [states], suffix: suffix, leading: [states.count])
  }

  /// The same with the run as the first index and time as the second.
  mutating func add(runs: [[OrderParameters]], suffix: String) {
    add(runs: runs, suffix: suffix, leading: [runs.count, runs.first?.count ?? 0])
  }

  private mutating func add(runs: [[OrderParameters]], suffix: String, leading: [Int]) {
    guard let first = runs.first?.first else { return }
    let states = runs.joined()
    for block in Block.matrices {
      let shape = block.matrix(first)
      add(
        block.name + suffix, shape: leading + [shape.rows, shape.columns],
        states.flatMap { block.matrix($0).elements })
    }
    add("D" + suffix, shape: leading + [first.latents], states.flatMap(\.D))
  }
}
