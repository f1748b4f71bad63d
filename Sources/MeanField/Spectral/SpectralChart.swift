import LinearVAE
import NumericKit

/// Which groups of a spectral state have matrices as coordinates and which are single directions.
///
/// A single direction has the matrices `Q = w wᵀ`, `E = v vᵀ`, `R = w vᵀ`, and the flow keeps this form. In the
/// matrices themselves what rounding leaves of a second rank, of either sign, would grow as if there were
/// another direction for other latents to learn, and in the end without bound.
package struct SpectralChart: Sendable, Hashable {
  /// The indices of the groups with matrices.
  let groups: [Int]
  /// The indices of the single directions.
  let singles: [Int]
  let layout: SpectralLayout

  /// The chart in which a state is written: a single direction is one whose Gram matrix has rank one, if the
  /// share of its group is 0 or no noise of SGD adds to it.
  package init(of state: SpectralState, for problem: SpectralProblem) {
    precondition(
      state.groups.count == problem.data.groups.count,
      "\(state.groups.count) groups, not \(problem.data.groups.count)")
    let isNoiseless = problem.training.rates == .limit
    let isSingle = state.groups.indices.map { index in
      (isNoiseless || problem.data.groups[index].share == 0)
        && state.groups[index].direction != nil
    }
    groups = isSingle.indices.filter { !isSingle[$0] }
    singles = isSingle.indices.filter { isSingle[$0] }
    layout = SpectralLayout(
      latents: state.latents, groups: groups.count, singles: singles.count)
  }

  /// The chart of single directions alone.
  init(singles count: Int, latents: Int) {
    (groups, singles) = ([], Array(0..<count))
    layout = SpectralLayout(latents: latents, groups: 0, singles: count)
  }

  /// The number of coordinates.
  package var count: Int { layout.count }

  /// The coordinates of a state; of `Q_b` and `E_b` the means with their mirror images are read.
  package func coordinates(of state: SpectralState) -> [Double] {
    let M = layout.latents
    var coordinates = [Double](repeating: 0, count: layout.single)
    for (place, index) in groups.enumerated() {
      let group = state.groups[index]
      let triangles = [group.Q, group.E].flatMap { matrix in
        (0..<M).flatMap { k in (k..<M).map { 0.5 * (matrix[k, $0] + matrix[$0, k]) } }
      }
      for (element, value) in (triangles + group.R.elements).enumerated() {
        coordinates[layout.place(of: element, group: place)] = value
      }
    }
    for index in singles {
      coordinates += state.groups[index].direction ?? Array(repeating: 0, count: 2 * M)
    }
    return coordinates + state.D
  }

  /// The state with the given ``count`` coordinates.
  package func state(of coordinates: [Double]) -> SpectralState {
    let M = layout.latents
    precondition(coordinates.count == count, "\(coordinates.count) numbers, not \(count)")
    func symmetric(_ triangle: ArraySlice<Double>) -> Matrix {
      var (matrix, rest) = (Matrix(rows: M, columns: M), triangle)
      for k in 0..<M {
        for l in k..<M {
          let value = rest.removeFirst()
          (matrix[k, l], matrix[l, k]) = (value, value)
        }
      }
      return matrix
    }
    let zero = Matrix(rows: M, columns: M)
    var parts = Array(
      repeating: SpectralState.Group(Q: zero, E: zero, R: zero),
      count: groups.count + singles.count)
    for (place, index) in groups.enumerated() {
      let (elements, triangle) = (
        (0..<layout.elements).map { coordinates[layout.place(of: $0, group: place)] },
        layout.triangle
      )
      parts[index] = .init(
        Q: symmetric(elements[..<triangle]), E: symmetric(elements[triangle..<(2 * triangle)]),
        R: Matrix(rows: M, columns: M, elements: Array(elements[(2 * triangle)...])))
    }
    for (place, index) in singles.enumerated() {
      let start = layout.single + 2 * M * place
      let (w, v) = (coordinates[start..<(start + M)], coordinates[(start + M)..<(start + 2 * M)])
      func product(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Matrix {
        Matrix(rows: M, columns: M, elements: a.flatMap { x in b.map { x * $0 } })
      }
      parts[index] = .init(Q: product(w, w), E: product(v, v), R: product(w, v))
    }
    return SpectralState(groups: parts, D: Array(coordinates[layout.D...]))
  }
}

extension SpectralState.Group {
  /// `w` and `v`, `2M` numbers up to a common sign, if `Q = w wᵀ`, `E = v vᵀ` and `R = w vᵀ` up to rounding.
  var direction: [Double]? {
    let M = Q.rows
    func gram(_ i: Int, _ j: Int) -> Double {
      switch (i < M, j < M) {
      case (true, true): Q[i, j]
      case (true, false): R[i, j - M]
      case (false, true): R[j, i - M]
      case (false, false): E[i - M, j - M]
      }
    }
    let all = 0..<(2 * M)
    guard let pivot = all.max(by: { gram($0, $0) < gram($1, $1) }) else { return nil }
    let largest = gram(pivot, pivot)
    guard largest > 0 else { return all.map { _ in 0 } }
    let root = largest.squareRoot()
    let direction = all.map { gram($0, pivot) / root }
    let isExact = all.allSatisfy { i in
      all.allSatisfy { abs(gram(i, $0) - direction[i] * direction[$0]) <= 1e-12 * largest }
    }
    return isExact ? direction : nil
  }
}
