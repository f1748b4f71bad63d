import ComplexModule
import LinearVAE
import NumericKit
import RealModule

extension FixedPointAnalysis {
  /// Fixed points in which latents are correlated or share a direction, one for each class.
  ///
  /// In the small-rate limit without weight decay their closed forms, (mixed), are all there are.
  /// Elsewhere Newton's method starts from these, and a deflated search from quasi-random states over
  /// all coordinates at once looks for others: it can miss some. Where turning the latents into each
  /// other leaves a continuum of points, one of its members stands for it.
  ///
  /// - Parameter starts: How many states the search starts from.
  /// - Returns: Realisable fixed points that are not among those of uncorrelated latents.
  /// - Throws: `LinearAlgebraError` should a spectrum not converge.
  /// - Complexity: O((classes + starts) · n³) time for a state of `n` numbers.
  public func mixedFixedPoints(starts: Int) throws -> FixedPointList {
    try MixedSearch(self).run(starts: starts)
  }
}

/// Closed forms of correlated latents and a deflated search for more, in terms of the principal
/// factors.
private struct MixedSearch {
  let analysis: FixedPointAnalysis
  let flow: StationaryFlow
  let layout: StateLayout
  let symmetry: StateSymmetry
  let signals: [Double]

  init(_ analysis: FixedPointAnalysis) {
    self.analysis = analysis
    flow = StationaryFlow(analysis.orthogonal, beta: analysis.beta)
    layout = flow.layout
    symmetry = StateSymmetry(layout: layout)
    signals = analysis.principal.signals
  }

  /// More classes than this are not listed.
  private static let classLimit = 4096

  func run(starts: Int) throws -> FixedPointList {
    guard layout.latents > 1 else { return FixedPointList(points: [], isComplete: true) }
    let training = analysis.problem.training
    let isExact = training.rates == .limit && training.weightDecay == 0
    let closed = arrangements(nextToOnset: false)
    var known = try uncorrelatedPoints()
    var signatures = known.map { signature(layout.state(of: $0)) }
    var found: [FixedPoint] = []
    let all = Array(0..<layout.count)
    /// Lists the fixed point near a state, if it is new; false if there is none.
    @discardableResult
    func add(_ rough: [Double]) throws -> Bool {
      guard let point = flow.solve(from: rough, in: all) else { return false }
      let state = layout.state(of: point)
      guard state.hasVectors(overlap: .identity(layout.factors), tolerance: 1e-8) else {
        return false
      }
      let mark = signature(state)
      let isKnown = signatures.contains { agree($0, mark) }
      if !isKnown || known.allSatisfy({ zip($0, point).contains { abs($0 - $1) > 1e-6 } }) {
        known += symmetry.images(of: point, signals: signals)
      }
      guard !isKnown else { return true }
      signatures.append(mark)
      found.append(try fixedPoint(state))
      return true
    }
    var lacking = isExact && !closed.isComplete
    let context = RunContext.current
    for state in closed.states {
      try context.checkCancellation()
      let isFound = try add(layout.coordinates(of: state))
      if isExact && !isFound { lacking = true }
    }
    if isExact && !lacking { return FixedPointList(points: found, isComplete: true) }
    if !isExact {
      for state in arrangements(nextToOnset: true).states { try add(layout.coordinates(of: state)) }
    }
    let newton = DeflatedNewton(
      tolerance: 1e-9 * flow.scale(at: Array(repeating: 1, count: layout.count)))
    for index in 0..<starts {
      try context.checkCancellation()
      context.report(index, of: starts, "starts")
      let start = layout.coordinates(of: quasiRandomState(index))
      let rough = newton.root(
        of: flow.rates(at:), jacobian: { flow.jacobian(at: $0) }, avoiding: known, from: start,
        admits: { point in point[layout.D...].allSatisfy { $0 > 0 } })
      if let rough { try add(rough) }
    }
    if starts > 0 { context.report(starts, of: starts, "starts") }
    return FixedPointList(points: found, isComplete: false, lacksClosedForms: lacking)
  }

  /// The classes of the small-rate limit without weight decay, or guesses at states that have just arisen:
  /// finite rates move the onset.
  private func arrangements(
    nextToOnset: Bool
  ) -> (states: [OrderParameters], isComplete: Bool) {
    let (data, training) = (analysis.orthogonal.data, analysis.problem.training)
    let inventory = LatentInventory(data: data, training: training, beta: analysis.beta)
    return CorrelatedStates(
      data: data, inventory: inventory, beta: analysis.beta, limit: Self.classLimit,
      isNextToOnset: nextToOnset
    ).states(latents: layout.latents)
  }

  /// Every image of every fixed point of uncorrelated latents.
  private func uncorrelatedPoints() throws -> [[Double]] {
    let orthogonal = try FixedPointAnalysis(analysis.orthogonal, beta: analysis.beta)
    return try orthogonal.fixedPoints().points.flatMap {
      symmetry.images(of: layout.coordinates(of: $0.state), signals: signals)
    }
  }

  /// A state of vectors in general position, different for each index: an additive recurrence by
  /// powers of the generalised golden ratio (M. Roberts, 2018).
  private func quasiRandomState(_ index: Int) -> OrderParameters {
    let (M, F) = (layout.latents, layout.factors)
    let directions = F + M
    let dimensions = 2 * M * directions
    var ratio = 1.5
    for _ in 0..<40 { ratio = Double.pow(1 + ratio, 1 / Double(dimensions + 1)) }
    var step = 1.0
    func next() -> Double {
      step /= ratio
      let value = 0.5 + step * Double(index + 1)
      return 2 * (value - value.rounded(.down)) - 1
    }
    let size = (signals.max() ?? 1).squareRoot() + 0.5
    func vectors() -> Matrix { Matrix(rows: M, columns: directions) { _, _ in size * next() } }
    let (W, V) = (vectors(), vectors())
    let Q = W * W.transposed
    return OrderParameters(
      m: Matrix(rows: M, columns: F) { W[$0, $1] }, d: Matrix(rows: M, columns: F) { V[$0, $1] },
      Q: Q, E: V * V.transposed, R: W * V.transposed,
      D: Q.diagonal.map { analysis.beta / ($0 + analysis.beta) })
  }

  /// Numbers that no permutation, sign or rotation among equal signals changes.
  private func signature(_ state: OrderParameters) -> [Double] {
    let captured = Set(signals).sorted().map { signal in
      signals.indices.filter { signals[$0] == signal }.reduce(0) { sum, s in
        (0..<layout.latents).reduce(sum) { $0 + state.m[$1, s] * state.m[$1, s] }
      }
    }
    return [
      state.Q.trace, (state.Q * state.Q).trace, state.E.trace, state.D.reduce(0, +),
      state.D.reduce(0) { $0 + $1 * $1 },
    ] + captured
  }

  /// Whether two signatures are the same up to rounding, next to thresholds too, where states of small
  /// decoders differ by as little.
  private func agree(_ a: [Double], _ b: [Double]) -> Bool {
    let Λ = largestVariance
    let scales = [Λ, Λ * Λ, 1 / Λ, 1, 1]
    return a.indices.allSatisfy { i in
      abs(a[i] - b[i]) <= 1e-6 * abs(a[i]) + 1e-9 * (i < scales.count ? scales[i] : Λ)
    }
  }

  /// The largest variance of the data along a direction: the unit of `Q`.
  private var largestVariance: Double {
    max(analysis.problem.data.noise + (signals.max() ?? 0), .leastNormalMagnitude)
  }

  private func fixedPoint(_ state: OrderParameters) throws -> FixedPoint {
    let coordinates = layout.coordinates(of: state)
    let eigenvalues = try flow.jacobian(at: coordinates).eigenvalues()
    let directions = SpectralDirections(
      eigenvalues, variances: layout.latents, symmetries: try symmetryDirections(at: coordinates),
      tolerance: 1e-11)
    let parts = parts(of: state)
    return FixedPoint(
      kind: .mixed, roles: roles(of: state, parts), parts: parts,
      state: analysis.principal.restored(state),
      residual: flow.rates(at: coordinates).map(\.magnitude).max() ?? 0,
      eigenvalues: eigenvalues.descending,
      multiplicity: directions.critical > 0
        ? .infinity : symmetry.multiplicity(of: coordinates, signals: signals),
      directions: directions)
  }

  /// How many independent directions rotations among factors of equal signal move the state in; without
  /// noise and weight decay the encoder's part outside of the factors is free besides.
  private func symmetryDirections(at point: [Double]) throws -> Int {
    let problem = analysis.problem
    let encoderIsFree = problem.data.noise == 0 && problem.training.weightDecay == 0
    let free = encoderIsFree ? layout.triangle : 0
    var tangents: [[Double]] = []
    for s in signals.indices {
      for t in 0..<s where signals[s] == signals[t] {
        var tangent = Array(repeating: 0.0, count: layout.Q)
        // The overlaps of decoders, then those of encoders, a row for each latent.
        for row in stride(from: 0, to: layout.Q, by: layout.factors) {
          (tangent[row + s], tangent[row + t]) = (point[row + t], -point[row + s])
        }
        tangents.append(tangent)
      }
    }
    guard let matrix = Matrix(tangents), !tangents.isEmpty else { return free }
    let gram = try (matrix * matrix.transposed).symmetricEigenvalues()
    return free + gram.count { $0 > 1e-12 * max(1, gram.last ?? 0) }
  }

  /// What each latent's decoder has a part of: factors, and noise.
  private func parts(of state: OrderParameters) -> [[LatentRole]] {
    let margin = 1e-9 * largestVariance
    return (0..<layout.latents).map { k in
      let squares = (0..<layout.factors).map { state.m[k, $0] * state.m[k, $0] }
      let factors = squares.indices.filter { squares[$0] > margin }.map(LatentRole.factor)
      let isNoisy = state.Q[k, k] - squares.reduce(0, +) > margin
      let parts = factors + (isNoisy ? [.noise] : [])
      return parts.isEmpty ? [.collapsed] : parts
    }
  }

  /// The factor that each latent has most of.
  private func roles(of state: OrderParameters, _ parts: [[LatentRole]]) -> [LatentRole] {
    parts.enumerated().map { k, parts in
      func overlap(_ role: LatentRole) -> Double {
        if case .factor(let s) = role { return abs(state.m[k, s]) }
        return 0
      }
      return parts.max { overlap($0) < overlap($1) } ?? .collapsed
    }
  }
}
