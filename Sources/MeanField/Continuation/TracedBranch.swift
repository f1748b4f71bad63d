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
  let unknowns: [Double]
  /// The unit of `x` in them.
  let unit: Double
  /// The unit tangent in the scaled unknowns.
  let tangent: [Double]

  /// A real part below this share of the largest eigenvalue counts as zero.
  static let marginalTolerance = 1e-10

  private var margin: Double {
    Self.marginalTolerance * eigenvalues.reduce(0) { max($0, $1.length) }
  }

  /// The largest real part.
  package var growthRate: Double { eigenvalues.first?.real ?? -.infinity }

  /// How many eigenvalues have a positive real part.
  package var growingDirections: Int {
    // They descend.
    let margin = margin
    return eigenvalues.prefix { $0.real > margin }.count
  }
}

/// What following a branch in both directions found.
package struct TracedBranch: Sendable {
  /// In the order of arclength, with those at located bifurcations.
  package let points: [TracedPoint]
  /// In the order of the points.
  package let bifurcations: [Bifurcation]
  /// Why it is not followed beyond the first point.
  package let start: BranchEnd
  /// Why it is not followed beyond the last point.
  package let end: BranchEnd
  /// Directions, besides those of symmetries, that are marginal where it was found.
  let marginal: [[Double]]
  /// The coordinates that are not zero all along.
  package let active: [Int]
}
