import LinearVAE
import NumericKit

/// Where each order parameter sits in the flat state of the flow, in symmetric coordinates.
///
/// In this order: `m`, `d` row after row, the upper triangles of `Q` and `E` row after row, `R` row
/// after row, `D`: `2MM* + M(M+1) + M² + M` independent numbers.
public struct StateLayout: Sendable, Hashable {
  /// `M`, the number of latents.
  public let latents: Int
  /// `M*`, the number of factors.
  public let factors: Int

  /// The layout for the given numbers of latents and factors.
  @_transparent
  public init(latents: Int, factors: Int) {
    self.latents = latents
    self.factors = factors
  }

  @_transparent package var triangle: Int { latents * (latents + 1) / 2 }
  @_transparent package var m: Int { 0 }
  @_transparent package var d: Int { latents * factors }
  @_transparent package var Q: Int { 2 * latents * factors }
  @_transparent package var E: Int { Q + triangle }
  @_transparent package var R: Int { E + triangle }
  @_transparent package var D: Int { R + latents * latents }
  /// The number of coordinates.
  public var count: Int { D + latents }

  /// The ``count`` coordinates of a state of this shape; of `Q` and `E` the upper triangles are read.
  public func coordinates(of state: OrderParameters) -> [Double] {
    precondition(
      state.latents == latents && state.factors == factors,
      "a state of \(state.latents) latents and \(state.factors) factors does not fit \(self)")
    var coordinates = state.m.elements + state.d.elements
    coordinates.reserveCapacity(count)
    for matrix in [state.Q, state.E] {
      for k in 0..<latents {
        for l in k..<latents { coordinates.append(matrix[k, l]) }
      }
    }
    return coordinates + state.R.elements + state.D
  }

  /// The state with the given ``count`` coordinates.
  public func state(of coordinates: [Double]) -> OrderParameters {
    precondition(coordinates.count == count, "\(coordinates.count) numbers do not fit \(self)")
    func block(_ start: Int, _ columns: Int) -> Matrix {
      Matrix(
        rows: latents, columns: columns,
        elements: Array(coordinates[start..<(start + latents * columns)]))
    }
    func symmetric(_ start: Int) -> Matrix {
      var matrix = Matrix(rows: latents, columns: latents)
      var next = start
      for k in 0..<latents {
        for l in k..<latents {
          matrix[k, l] = coordinates[next]
          matrix[l, k] = coordinates[next]
          next += 1
        }
      }
      return matrix
    }
    return OrderParameters(
      m: block(m, factors), d: block(d, factors), Q: symmetric(Q), E: symmetric(E),
      R: block(R, latents), D: Array(coordinates[D...]))
  }
}
