import ComplexModule
import RealModule

/// A zero of `F` on a branch, with the branch's direction and the spectrum there.
package struct TracedPoint: Sendable {
  /// `x`.
  package let point: [Double]
  /// `p`.
  package let parameter: Double
  /// The eigenvalues of `∂F/∂x` but for those of symmetries, by descending real part.
  package let eigenvalues: [Complex<Double>]
  /// `x` and `p` in the scaled unknowns.
  var unknowns: [Double]
  /// The unit of `x` in them.
  var unit: Double
  /// The unit tangent in the scaled unknowns.
  var tangent: [Double]

  /// A real part below this share of the largest eigenvalue counts as zero.
  static let marginalTolerance = 1e-10

  /// The largest real part.
  package var growthRate: Double { eigenvalues.first?.real ?? -.infinity }

  /// How many eigenvalues have a positive real part.
  package var growingDirections: Int {
    let margin = Self.marginalTolerance * eigenvalues.reduce(0) { max($0, $1.length) }
    // They descend.
    return eigenvalues.prefix { $0.real > margin }.count
  }
}

/// What following a branch found, in the order of arclength.
package struct TracedBranch: Sendable {
  /// Among them those at located bifurcations.
  package var points: [TracedPoint]
  package var bifurcations: [Bifurcation] = []
  /// Why it is not followed beyond the first point.
  package var start = BranchEnd.tooManyPoints
  /// Why it is not followed beyond the last point.
  package var end = BranchEnd.tooManyPoints
  /// Directions, besides those of symmetries, that are marginal where it was found.
  var marginal: [[Double]]
  /// The coordinates that are not zero all along.
  package var active: [Int]
}
