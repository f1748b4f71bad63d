import ComplexModule
import LinearVAE
import NumericKit

/// Two latents of the spectral flow, each at rest by itself: whether they begin to mix.
///
/// Turning the sign of a latent round, with that of its direction, leaves the flow as it is. At a state of
/// diagonal matrices the Jacobian of all latents so falls apart, exactly, into that of each latent by itself and
/// one for each pair: of the elements `(k, l)` of the matrices, and of what each has in the other's direction.
/// Other latents do not enter it, (spectral-mixing).
struct SpectralPair {
  /// The problem of the two alone, in the groups of both.
  private let problem: SpectralProblem
  /// Where the groups of each stand in it.
  private let places: [[Int]]

  /// Two latents of a problem on given branches, which can be the same.
  init(_ first: SpectralBranch, _ second: SpectralBranch, of whole: SpectralProblem) {
    let groups = whole.data.groups.indices.filter {
      first.places.contains($0) || second.places.contains($0)
    }
    places = [first, second].map { branch in
      branch.places.map { place in groups.firstIndex(of: place) ?? 0 }
    }
    problem = SpectralProblem(
      data: SpectralData(groups.map { whole.data.groups[$0] }), latents: 2,
      training: first.problem.training)
  }

  /// The rate at which the fastest deviation into each other grows, per unit of time, at a multiple of the
  /// rates; negative if all die out.
  ///
  /// Where two directions have one eigenvalue, nothing tells them from others in their plane: a rotation of both
  /// latents there neither grows nor dies out, and what grows no faster than rounding lets it counts as
  /// that.
  ///
  /// - Parameters:
  ///   - factor: The multiple.
  ///   - states: Those of the two latents by themselves at these rates.
  /// - Returns: `nil` where the flow is not finite.
  func growthRate(
    at factor: Double, _ states: (first: SpectralState, second: SpectralState)
  ) -> Double? {
    let scaled = problem.scalingRates(by: factor)
    let joined = scaled.joining([states.first, states.second], places: places)
    let chart = SpectralChart(of: joined, for: scaled)
    let point = chart.coordinates(of: joined)
    var all = Matrix(rows: chart.count, columns: chart.count)
    SpectralSystem(scaled, chart).entering(0).evaluateJacobian(point, at: 0, into: &all.elements)
    let mixed = mixedCoordinates(of: chart)
    let matrix = Matrix(rows: mixed.count, columns: mixed.count) { all[mixed[$0], mixed[$1]] }
    guard let largest = try? matrix.eigenvalues().map(\.real).max() else { return nil }
    let size = matrix.elements.map(\.magnitude).max() ?? 0
    return largest - Self.rounding * size
  }

  /// What eigenvalues of 0 may come out as, relative to the largest element.
  private static let rounding = 1e-11

  /// The coordinates of the elements `(0, 1)` and `(1, 0)`, and of each latent in the single direction of the
  /// other.
  private func mixedCoordinates(of chart: SpectralChart) -> [Int] {
    let layout = chart.layout
    // Of a symmetric matrix the elements are (0, 0), (0, 1), (1, 1), of R also (1, 0).
    let elements = [1, layout.triangle + 1, 2 * layout.triangle + 1, 2 * layout.triangle + 2]
    var mixed = chart.groups.indices.flatMap { group in
      elements.map { layout.place(of: $0, group: group) }
    }
    for (place, index) in chart.singles.enumerated() {
      let other = places[0].contains(index) ? 1 : 0
      let start = layout.single + 4 * place
      mixed += [start + other, start + 2 + other]
    }
    return mixed
  }
}
