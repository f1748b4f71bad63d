import LinearVAE
import NumericKit

/// The parts of decoder and encoder in a group of directions, as coordinates: each direction has a row of `2M`
/// numbers, of the decoder and of the encoder of each latent, over `√N`.
enum SpectralCoordinates {
  /// Rows whose products are the overlaps of a group: `XᵀX = [[Q, R], [Rᵀ, E]]`.
  ///
  /// - Parameters:
  ///   - group: The overlaps.
  ///   - directions: How many directions the group has.
  ///   - scale: The largest squared length in any group, against which rounding is measured.
  /// - Returns: As many rows as directions, but no more than `2M`.
  /// - Throws: `InvalidProblem` without a key for vectors that span more directions.
  static func rows(
    of group: SpectralState.Group, directions: Int, scale: Double
  ) throws(InvalidProblem) -> Matrix {
    let gram = Matrix(blocks: [[group.Q, group.R], [group.R.transposed, group.E]])
    let order = gram.rows
    let count = min(directions, order)
    guard let spectrum = try? SymmetricEigen(of: gram) else {
      preconditionFailure("overlaps that were not checked")
    }
    let rest = spectrum.values.dropLast(count).reduce(0, +)
    let rank = spectrum.values.count { $0 > SpectralState.realizabilityTolerance * scale }
    try InvalidProblem.require(
      rest <= SpectralState.realizabilityTolerance * scale, "",
      found: "vectors that span \(rank) directions", allowed: "at most \(directions)",
      advice:
        "the group has as many at this simulation.dimension: choose a larger one, or initial: "
        + "random")
    return Matrix(rows: count, columns: order) { row, column in
      let place = order - 1 - row
      return max(spectrum.values[place], 0).squareRoot() * spectrum.vectors[column, place]
    }
  }

  /// The same for every group of a state.
  ///
  /// - Throws: `InvalidProblem` with key path `groups.0`.
  static func rows(
    of state: SpectralState, sizes: [Int]
  ) throws(InvalidProblem) -> [Matrix] {
    let scale = state.groups.reduce(0) { max($0, ($1.Q.diagonal + $1.E.diagonal).max() ?? 0) }
    var all: [Matrix] = []
    for (index, group) in state.groups.enumerated() {
      do {
        all.append(try rows(of: group, directions: sizes[index], scale: scale))
      } catch { throw error.below("groups.\(index)") }
    }
    return all
  }
}
