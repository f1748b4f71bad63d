import ComplexModule
import LinearVAE
import NumericKit
import RealModule

/// Two latents of the spectral flow, each at rest by itself: whether they begin to mix.
///
/// Turning the sign of a latent round, with that of its direction, leaves the flow as it is. At a state of
/// diagonal matrices the Jacobian of all latents so falls apart, exactly, into that of each latent by itself and
/// one for each pair: of the elements `(k, l)` of the matrices, and of what each has in the other's direction.
/// Other latents do not enter it, (spectral-mixing).
struct SpectralPair {
  private let first, second: SpectralBranch
  /// The problem of the two alone, in the groups of both.
  private let problem: SpectralProblem
  /// Where the groups of each stand in it.
  private let places: [[Int]]

  /// Two latents of a problem on given branches, which can be the same.
  init(_ first: SpectralBranch, _ second: SpectralBranch, of whole: SpectralProblem) {
    (self.first, self.second) = (first, second)
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

/// Up to which rates the latents on given branches keep their directions.
struct SpectralMixing {
  private let branches: [SpectralBranch]
  /// The pairs, with the indices of their branches.
  private let pairs: [(pair: SpectralPair, first: Int, second: Int)]

  /// All pairs of the latents of a problem.
  ///
  /// - Parameters:
  ///   - branches: One for each kind of latent.
  ///   - counts: How many latents are on each.
  ///   - whole: The problem of all latents.
  init(_ branches: [SpectralBranch], counts: [Int], of whole: SpectralProblem) {
    self.branches = branches
    pairs = branches.indices.flatMap { first in
      (first..<branches.count).filter { $0 != first || counts[first] > 1 }.map { second in
        (SpectralPair(branches[first], branches[second], of: whole), first, second)
      }
    }
  }

  /// States of latents by themselves at a multiple of the rates, and how fast the first pair there mixes.
  private struct Step {
    let factor: Double
    let states: [SpectralState]
    let growthRate: Double
  }

  /// Follows the states to a multiple of the rates; `nil` if one is lost.
  private func step(to factor: Double, from last: Step?) -> Step? {
    var states: [SpectralState] = []
    for (index, branch) in branches.enumerated() {
      let near = last.flatMap { branch.rest(at: factor, from: $0.states[index]) }
      guard let rest = near ?? branch.rest(at: factor) else { return nil }
      states.append(rest.state)
    }
    let rates = pairs.map {
      $0.pair.growthRate(at: factor, (states[$0.first], states[$0.second])) ?? .infinity
    }
    return Step(factor: factor, states: states, growthRate: rates.max() ?? -.infinity)
  }

  /// The multiple of the rates from which on the first pair mixes; the given one if none does below it.
  ///
  /// Pairs can keep apart again at rates above, so that this is looked for from small rates on.
  func largestFactor(below largest: Double) -> Double {
    guard !pairs.isEmpty else { return largest }
    var last: Step?
    for index in 1..<Self.stepCount {
      let factor = largest * Double(index) / Double(Self.stepCount)
      guard let next = step(to: factor, from: last) else { continue }
      guard next.growthRate > 0 else {
        last = next
        continue
      }
      let low = last?.factor ?? 0
      return Brent.root(
        of: { factor in
          factor == 0 ? -.ulpOfOne : step(to: factor, from: last)?.growthRate ?? .ulpOfOne
        }, between: low, and: factor, tolerance: Self.resolution * factor
      ).point
    }
    return largest
  }

  /// Steps from 0 to the largest rates; the windows in which pairs mix are several times as wide.
  private static let stepCount = 20
  /// The relative error of the factor.
  private static let resolution = 1e-5
}
