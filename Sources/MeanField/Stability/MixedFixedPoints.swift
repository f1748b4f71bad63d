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
  public func mixedFixedPoints(starts: Int) throws -> MixedFixedPointList {
    let search = MixedSearch(self)
    return try search.run(starts: starts)
  }
}

/// Fixed points of correlated latents, one for each class of equivalent ones.
public struct MixedFixedPointList: Sendable {
  /// The points found.
  public let points: [FixedPoint]
  /// Whether theory says that there are no others.
  public let isComplete: Bool
  /// Whether closed forms are missing: there are more than are listed, or some could not be confirmed.
  public let lacksClosedForms: Bool

  /// A list.
  public init(points: [FixedPoint], isComplete: Bool, lacksClosedForms: Bool = false) {
    (self.points, self.isComplete) = (points, isComplete)
    self.lacksClosedForms = lacksClosedForms
  }
}

/// Closed forms of correlated latents and a deflated search for more, in terms of the principal
/// factors.
private struct MixedSearch {
  let analysis: FixedPointAnalysis
  let flow: StationaryFlow
  let layout: StateLayout
  let symmetry: StateSymmetry

  init(_ analysis: FixedPointAnalysis) {
    self.analysis = analysis
    flow = StationaryFlow(analysis.orthogonal, beta: analysis.beta)
    layout = flow.layout
    symmetry = StateSymmetry(latents: layout.latents, signals: analysis.orthogonal.data.signals)
  }

  /// More classes than this are not listed.
  private static let classLimit = 4096

  func run(starts: Int) throws -> MixedFixedPointList {
    guard layout.latents > 1 else { return MixedFixedPointList(points: [], isComplete: true) }
    let training = analysis.problem.training
    let isExact = training.rates == .limit && training.weightDecay == 0
    let closed = closedForms
    var known = try uncorrelatedPoints()
    var signatures = known.map { signature(layout.state(of: $0)) }
    var found: [FixedPoint] = []
    let all = Array(0..<layout.count)
    /// Lists the fixed point near a state, if it is new; false if there is none.
    @discardableResult
    func add(_ rough: [Double]) throws -> Bool {
      guard let (point, _) = flow.solve(from: rough, in: all) else { return false }
      let state = layout.state(of: point)
      guard isRealizable(state) else { return false }
      let mark = signature(state)
      let isKnown = signatures.contains { agree($0, mark) }
      if !isKnown || known.allSatisfy({ Self.distance($0, point) > 1e-6 }) {
        known += symmetry.images(of: state).map(layout.coordinates(of:))
      }
      guard !isKnown else { return true }
      signatures.append(mark)
      found.append(try fixedPoint(state))
      return true
    }
    var lacking = isExact && !closed.isComplete
    let context = RunContext.current
    for arrangement in closed.list {
      try context.checkCancellation()
      let isFound = try add(layout.coordinates(of: arrangement.state(factors: layout.factors)))
      if isExact && !isFound { lacking = true }
    }
    if isExact && !lacking { return MixedFixedPointList(points: found, isComplete: true) }
    if !isExact {
      for arrangement in onsets {
        try add(layout.coordinates(of: arrangement.state(factors: layout.factors)))
      }
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
    return MixedFixedPointList(points: found, isComplete: false, lacksClosedForms: lacking)
  }

  /// The classes of the small-rate limit without weight decay.
  private var closedForms: (list: [CorrelatedStates.Arrangement], isComplete: Bool) {
    correlatedStates.arrangements(latents: layout.latents)
  }

  /// Guesses at states that have just arisen: finite rates move the onset.
  private var onsets: [CorrelatedStates.Arrangement] {
    var states = correlatedStates
    states.isNextToOnset = true
    return states.arrangements(latents: layout.latents).list
  }

  private var correlatedStates: CorrelatedStates {
    let problem = analysis.orthogonal
    let inventory = LatentInventory(
      data: problem.data, training: problem.training, beta: analysis.beta)
    return CorrelatedStates(
      data: problem.data, inventory: inventory, beta: analysis.beta, limit: Self.classLimit)
  }

  private static func distance(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).map { abs($0 - $1) }.max() ?? 0
  }

  /// Every image of every fixed point of uncorrelated latents.
  private func uncorrelatedPoints() throws -> [[Double]] {
    let orthogonal = try FixedPointAnalysis(analysis.orthogonal, beta: analysis.beta)
    return try orthogonal.fixedPoints().points.flatMap { symmetry.images(of: $0.state) }
      .map(layout.coordinates(of:))
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
    let size = (analysis.orthogonal.data.signals.max() ?? 1).squareRoot() + 0.5
    func vectors() -> Matrix {
      Matrix(
        rows: M, columns: directions, elements: (0..<(M * directions)).map { _ in size * next() })
    }
    let (W, V) = (vectors(), vectors())
    func overlaps(_ matrix: Matrix) -> Matrix {
      var block = Matrix(rows: M, columns: F)
      for k in 0..<M { for s in 0..<F { block[k, s] = matrix[k, s] } }
      return block
    }
    let Q = W * W.transposed
    return OrderParameters(
      m: overlaps(W), d: overlaps(V), Q: Q, E: V * V.transposed, R: W * V.transposed,
      D: Q.diagonal.map { analysis.beta / ($0 + analysis.beta) })
  }

  private func isRealizable(_ state: OrderParameters) -> Bool {
    let gram = state.gramMatrix(overlap: .identity(layout.factors))
    guard state.D.allSatisfy({ $0 > 0 }), let values = try? gram.symmetricEigenvalues() else {
      return false
    }
    return (values.first ?? 0) > -1e-8 * max(1, values.last ?? 1)
  }

  /// Numbers that no permutation, sign or rotation among equal signals changes.
  private func signature(_ state: OrderParameters) -> [Double] {
    let Q2 = state.Q * state.Q
    let signals = analysis.orthogonal.data.signals
    let captured = Set(signals).sorted().map { signal in
      signals.indices.filter { signals[$0] == signal }.reduce(0) { sum, s in
        (0..<layout.latents).reduce(sum) { $0 + state.m[$1, s] * state.m[$1, s] }
      }
    }
    let variances = state.D
    return [
      state.Q.trace, Q2.trace, state.E.trace, variances.reduce(0, +),
      variances.reduce(0) { $0 + $1 * $1 },
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
    let data = analysis.orthogonal.data
    return max(data.noise + (data.signals.max() ?? 0), .leastNormalMagnitude)
  }

  private func fixedPoint(_ state: OrderParameters) throws -> FixedPoint {
    let coordinates = layout.coordinates(of: state)
    let eigenvalues = try flow.jacobian(at: coordinates).eigenvalues()
    let directions = SpectralDirections(
      eigenvalues, variances: layout.latents, symmetries: try symmetryDirections(of: state),
      tolerance: Self.tolerance)
    let parts = parts(of: state)
    return FixedPoint(
      kind: .mixed, roles: roles(of: state, parts), parts: parts,
      state: analysis.principal.restored(state),
      residual: flow.rates(at: coordinates).map(\.magnitude).max() ?? 0, eigenvalues: eigenvalues,
      directions: directions,
      multiplicity: directions.critical > 0 ? .infinity : symmetry.multiplicity(of: state))
  }

  /// A real part below this share of the largest eigenvalue counts as zero.
  private static let tolerance = 1e-11

  /// How many independent directions rotations among factors of equal signal move the state in; without
  /// noise and weight decay the encoder's part outside of the factors is free besides.
  private func symmetryDirections(of state: OrderParameters) throws -> Int {
    let problem = analysis.orthogonal
    let signals = problem.data.signals
    let encoderIsFree = problem.data.noise == 0 && problem.training.weightDecay == 0
    let free = encoderIsFree ? layout.latents * (layout.latents + 1) / 2 : 0
    var tangents: [[Double]] = []
    for s in signals.indices {
      for t in 0..<s where signals[s] == signals[t] {
        func turned(_ overlaps: Matrix) -> [Double] {
          (0..<layout.latents).flatMap { [overlaps[$0, t], -overlaps[$0, s]] }
        }
        var tangent = Array(repeating: 0.0, count: 2 * layout.latents * layout.factors)
        for (block, matrix) in [state.m, state.d].enumerated() {
          for k in 0..<layout.latents {
            let row = (block * layout.latents + k) * layout.factors
            tangent[row + s] = turned(matrix)[2 * k]
            tangent[row + t] = turned(matrix)[2 * k + 1]
          }
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
