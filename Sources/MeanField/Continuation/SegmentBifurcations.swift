import ComplexModule
import NumericKit
import RealModule

/// A bifurcation found between two points of a branch.
struct SegmentBifurcation {
  let s: Double
  let point: TracedPoint
  let bifurcation: Bifurcation
  /// Whether the branch beyond it is its own mirror image.
  let mirrors: Bool
}

extension BranchSegment {
  /// The bifurcations on the segment, in order.
  ///
  /// Where the tangent's component along the parameter changes sign the branch turns: at a fold, or,
  /// if a symmetry turns the tangent into its negative, at a pitchfork. Where the number of growing
  /// directions changes, the real part with that index by size changes sign. That is no bifurcation if
  /// nothing in the domain branches off: deviations of second moments grow at sums of two rates, and
  /// such a sum also vanishes where one direction grows as fast as another decays.
  func bifurcations() -> [SegmentBifurcation] {
    var found: [SegmentBifurcation] = []
    let axis = bordered.system.dimension
    if (first.tangent[axis] > 0) != (last.tangent[axis] > 0) {
      let location = locate { unknowns in
        // Without a tangent branches cross: the turning point itself.
        bordered.tangent(at: unknowns, along: first.tangent)?[axis] ?? 0
      }
      if let turn = location.flatMap({ classified($0, isTurning: true) }) { found.append(turn) }
    }
    let turn = found.first
    // Beyond its mirror a branch undoes what it did before.
    let end = turn.flatMap { $0.mirrors ? point(before: $0) : nil } ?? last
    let counts = [first.growingDirections, end.growingDirections]
    var crossed: [[Complex<Double>]] = []
    for index in (counts.min() ?? 0)..<(counts.max() ?? 0) {
      // Those of like latents vanish together.
      let isKnown = crossed.contains { spectrum in
        index < spectrum.count && abs(spectrum[index].real) <= Self.margin(of: spectrum)
      }
      if isKnown { continue }
      let location = BranchSegment(bordered, from: first, to: end).locate { unknowns in
        bordered.spectrum(at: unknowns)?[index].real ?? .nan
      }
      guard let location else { continue }
      crossed.append(bordered.spectrum(at: location.unknowns) ?? [])
      if found.contains(where: { abs($0.s - location.s) <= 1e-4 * length }) { continue }
      if let crossing = classified(location, isTurning: false, index: index) {
        found.append(crossing)
      }
    }
    return found.sorted { $0.s < $1.s }
  }

  /// A bifurcation where the branch leaves the domain and as many directions start to grow as stop, so
  /// that their number does not tell: the smallest positive real part vanishes there, near `s`.
  func balancedCrossing(near s: Double) -> SegmentBifurcation? {
    let index = first.growingDirections - 1
    guard index >= 0 else { return nil }
    let location = locateTouching(near: s) { unknowns in
      bordered.spectrum(at: unknowns)?[index].real ?? .nan
    }
    return location.flatMap { classified($0, isTurning: false, index: index) }
  }

  /// A point shortly before a turning point.
  private func point(before turn: SegmentBifurcation) -> TracedPoint? {
    guard let unknowns = solution(at: 0.99 * turn.s),
      let tangent = bordered.tangent(at: unknowns, along: first.tangent)
    else { return nil }
    return bordered.tracedPoint(unknowns, tangent: tangent)
  }

  /// What happens at a place; `nil` if no other branch meets this one there.
  private func classified(
    _ location: Location, isTurning: Bool, index: Int = 0
  ) -> SegmentBifurcation? {
    let spectrum = bordered.spectrum(at: location.unknowns) ?? first.eigenvalues
    let point = bordered.tracedPoint(
      location.unknowns, tangent: first.tangent, eigenvalues: spectrum)
    let margin = Self.margin(of: spectrum)
    let critical = spectrum.count { abs($0.real) <= margin }
    let isOscillation = !isTurning && spectrum[index].imaginary.magnitude > margin
    let directions =
      isOscillation ? [] : bordered.nullDirections(at: location.unknowns, margin: margin)
    let isCrossing =
      isTurning || directions.isEmpty
      || bordered.system.admits(
        deviations: directions, at: point.point, parameter: point.parameter)
    guard isCrossing else { return nil }
    let isReversed =
      !directions.isEmpty
      && bordered.system.isReversed(directions, at: point.point, parameter: point.parameter)
    let kind: Bifurcation.Kind =
      isOscillation ? .hopf : isReversed ? .pitchfork : isTurning ? .fold : .transcritical
    return SegmentBifurcation(
      s: location.s, point: point,
      bifurcation: Bifurcation(
        kind: kind, parameter: point.parameter, bracket: location.bracket,
        status: location.status, criticalDirections: max(1, critical), index: 0),
      mirrors: isTurning && isReversed)
  }

  /// Real parts up to this belong to the bifurcation that a spectrum was taken at.
  private static func margin(of spectrum: [Complex<Double>]) -> Double {
    1e-7 * spectrum.reduce(0) { max($0, $1.length) }
  }
}
