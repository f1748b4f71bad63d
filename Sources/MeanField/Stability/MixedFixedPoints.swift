import ComplexModule
import LinearVAE
import NumericKit
import RealModule

extension FixedPointAnalysis {
  /// Fixed points in which latents are correlated or share a direction, one for each class.
  ///
  /// Latents that share one direction of the data and pairs that stand at 45° to two of them are
  /// started from their closed forms, (mixed); a deflated search from quasi-random states over all
  /// coordinates at once looks for the rest. It can miss some: it is a search. Points that form a
  /// continuum appear as some of its members.
  ///
  /// - Parameter starts: How many states to start from.
  /// - Returns: Realisable fixed points that are not among those of uncorrelated latents.
  /// - Throws: `LinearAlgebraError` should a spectrum not converge.
  /// - Complexity: O(starts · n³) time for a state of `n` numbers.
  public func mixedFixedPoints(starts: Int) throws -> [FixedPoint] {
    let search = MixedSearch(self)
    return try search.run(starts: starts)
  }
}

/// A deflated search for fixed points of correlated latents, in terms of the principal factors.
private struct MixedSearch {
  let analysis: FixedPointAnalysis
  let flow: StationaryFlow
  let layout: StateLayout

  init(_ analysis: FixedPointAnalysis) {
    self.analysis = analysis
    flow = StationaryFlow(analysis.orthogonal, beta: analysis.beta)
    layout = flow.layout
  }

  func run(starts: Int) throws -> [FixedPoint] {
    guard layout.latents > 1 && starts > 0 else { return [] }
    var known = try uncorrelatedPoints()
    var signatures = known.map { signature(layout.state(of: $0)) }
    var found: [FixedPoint] = []
    let newton = DeflatedNewton(
      tolerance: 1e-9 * flow.scale(at: Array(repeating: 1, count: layout.count)))
    let all = Array(0..<layout.count)
    func add(_ rough: [Double]) throws {
      guard let (point, _) = flow.solve(from: rough, in: all) else { return }
      let state = layout.state(of: point)
      guard isRealizable(state) else { return }
      let mark = signature(state)
      let isKnown = signatures.contains { Self.agree($0, mark) }
      let images = images(of: state)
      if !isKnown || known.allSatisfy({ Self.distance($0, point) > 1e-6 }) {
        known += images.map(layout.coordinates(of:))
      }
      guard !isKnown else { return }
      signatures.append(mark)
      found.append(try fixedPoint(state, multiplicity: images.count))
    }
    for state in closedForms() { try add(layout.coordinates(of: state)) }
    for index in 0..<starts {
      let start = layout.coordinates(of: quasiRandomState(index))
      let rough = newton.root(
        of: flow.rates(at:), jacobian: { flow.jacobian(at: $0) }, avoiding: known, from: start,
        admits: { point in point[layout.D...].allSatisfy { $0 > 0 } })
      if let rough { try add(rough) }
    }
    return found
  }

  /// The closed forms of two or more correlated latents beside every class of the others.
  private func closedForms() -> [OrderParameters] {
    let problem = analysis.orthogonal
    let inventory = LatentInventory(
      data: problem.data, training: problem.training, beta: analysis.beta)
    return (2...layout.latents).flatMap { count -> [OrderParameters] in
      let correlated = CorrelatedLatents(count: count, data: problem.data, beta: analysis.beta)
      let classes = inventory.allClasses(
        latents: layout.latents - count, limit: FixedPointAnalysis.classLimit)
      return (classes ?? []).flatMap { rest in
        correlated.states(beside: inventory.members(rest).map { ($0.type.state, $0.factor) })
      }
    }
  }

  private static func distance(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).map { abs($0 - $1) }.max() ?? 0
  }

  /// Every image of every fixed point of uncorrelated latents.
  private func uncorrelatedPoints() throws -> [[Double]] {
    let orthogonal = try FixedPointAnalysis(analysis.orthogonal, beta: analysis.beta)
    return try orthogonal.fixedPoints().points.flatMap { images(of: $0.state) }
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

  /// The states that follow by permuting latents and changing signs of latents and factors.
  private func images(of state: OrderParameters) -> [OrderParameters] {
    let (M, F) = (layout.latents, layout.factors)
    guard M <= 3 && F <= 3 else { return [state] }
    var found: [OrderParameters] = []
    for order in Self.permutations(M) {
      for latentSigns in 0..<(1 << M) {
        for factorSigns in 0..<(1 << F) {
          let image = state.transformed(
            order: order, latentSigns: latentSigns, factorSigns: factorSigns)
          let coordinates = layout.coordinates(of: image)
          let isNew = found.allSatisfy { other in
            zip(layout.coordinates(of: other), coordinates).contains { abs($0 - $1) > 1e-7 }
          }
          if isNew { found.append(image) }
        }
      }
    }
    return found
  }

  private static func permutations(_ n: Int) -> [[Int]] {
    guard n > 1 else { return [[0]] }
    return permutations(n - 1).flatMap { shorter in
      (0..<n).map { position in
        var longer = shorter
        longer.insert(n - 1, at: position)
        return longer
      }
    }
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

  private static func agree(_ a: [Double], _ b: [Double]) -> Bool {
    zip(a, b).allSatisfy { abs($0 - $1) <= 1e-6 * max(1, abs($0)) }
  }

  private func fixedPoint(_ state: OrderParameters, multiplicity: Int) throws -> FixedPoint {
    let coordinates = layout.coordinates(of: state)
    let eigenvalues = try flow.jacobian(at: coordinates).eigenvalues()
    let directions = SpectralDirections(
      eigenvalues, variances: layout.latents, symmetries: try symmetryDirections(of: state),
      tolerance: Self.tolerance)
    return FixedPoint(
      kind: .mixed, roles: roles(of: state), state: analysis.principal.restored(state),
      residual: flow.rates(at: coordinates).map(\.magnitude).max() ?? 0, eigenvalues: eigenvalues,
      directions: directions, multiplicity: Double(multiplicity))
  }

  /// A real part below this share of the largest eigenvalue counts as zero.
  private static let tolerance = 1e-8

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

  private func roles(of state: OrderParameters) -> [LatentRole] {
    (0..<layout.latents).map { k in
      guard state.Q[k, k] > 1e-9 else { return .collapsed }
      let strongest = (0..<layout.factors).max { abs(state.m[k, $0]) < abs(state.m[k, $1]) }
      guard let strongest, abs(state.m[k, strongest]) > 1e-6 else { return .noise }
      return .factor(strongest)
    }
  }
}

extension OrderParameters {
  /// The state with the latents in another order and some signs changed; bit `k` of `latentSigns`
  /// changes that of new latent `k`.
  fileprivate func transformed(
    order: [Int], latentSigns: Int, factorSigns: Int
  ) -> OrderParameters {
    func sign(_ bits: Int, _ index: Int) -> Double { bits >> index & 1 == 0 ? 1 : -1 }
    func against(_ factors: Matrix) -> Matrix {
      var result = factors
      for k in 0..<latents {
        for s in 0..<factors.columns {
          result[k, s] = sign(latentSigns, k) * sign(factorSigns, s) * factors[order[k], s]
        }
      }
      return result
    }
    func between(_ matrix: Matrix) -> Matrix {
      var result = matrix
      for k in 0..<latents {
        for l in 0..<latents {
          result[k, l] = sign(latentSigns, k) * sign(latentSigns, l) * matrix[order[k], order[l]]
        }
      }
      return result
    }
    return OrderParameters(
      m: against(m), d: against(d), Q: between(Q), E: between(E), R: between(R),
      D: order.map { D[$0] })
  }
}
