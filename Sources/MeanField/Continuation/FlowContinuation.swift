import LinearVAE
import NumericKit

/// The flow's right-hand side as a function of the order parameters and of one parameter of the
/// problem.
package struct FlowContinuation: ContinuationSystem {
  let problem: LearningProblem
  let parameter: ProblemParameter
  /// `β` where it is not the parameter.
  let beta: Double
  let layout: StateLayout
  /// Pairs of principal factors that have one signal at every value of the parameter.
  private let equalFactors: [(Int, Int)]
  /// Principal factors that have no signal at any value of the parameter.
  private let emptyFactors: [Int]
  /// Without noise and weight decay, whatever the parameter, the encoder's part outside of the factors
  /// meets no data: `E` stays as it is.
  private let encoderIsFree: Bool

  /// The family of one problem.
  ///
  /// - Parameters:
  ///   - problem: Its value of the parameter plays no part.
  ///   - parameter: What varies.
  ///   - beta: `β` where it is not the parameter.
  ///   - generic: A value of the parameter at which nothing coincides by accident.
  /// - Throws: `LinearAlgebraError` when factors depend on each other.
  package init(
    _ problem: LearningProblem, parameter: ProblemParameter, beta: Double, generic: Double
  ) throws {
    self.problem = problem
    self.parameter = parameter
    self.beta = beta
    layout = StateLayout(latents: problem.latents, factors: problem.data.factors)
    let somewhere = parameter.problem(problem, at: generic, beta: beta)
    encoderIsFree = somewhere.data.noise == 0 && somewhere.training.weightDecay == 0
    let signals = try PrincipalFactors(of: somewhere.data).signals
    let slack = 1e-12 * (signals.max() ?? 0)
    emptyFactors = signals.indices.filter { signals[$0] <= slack }
    equalFactors = signals.indices.flatMap { s in
      (0..<s).filter { abs(signals[$0] - signals[s]) <= slack }.map { (s, $0) }
    }
  }

  package var dimension: Int { layout.count }

  func problem(at value: Double) -> LearningProblem {
    parameter.problem(problem, at: value, beta: beta)
  }

  func beta(at value: Double) -> Double { parameter == .beta ? value : beta }

  private func flow(at value: Double) -> StationaryFlow {
    StationaryFlow(problem(at: value), beta: beta(at: value))
  }

  package func rates(at point: [Double], parameter value: Double) -> [Double] {
    flow(at: value).rates(at: point)
  }

  package func residualScale(at point: [Double], parameter value: Double) -> Double {
    flow(at: value).scale(at: point)
  }

  /// By dual numbers: each number of the kernel is linear in the parameter, so that its derivative is
  /// its change over a unit of the parameter.
  package func linearization(
    at point: [Double], parameter value: Double, of coordinates: [Int]
  ) -> Linearization {
    let (here, next) = (problem(at: value), problem(at: value + 1))
    let slopeDirection = Dual.variable(0, direction: 0).tangent
    let kernel = FlowKernel<Dual>([here, next]) { read in
      Dual(read(here), tangent: (read(next) - read(here)) * slopeDirection)
    }
    let weight =
      parameter == .beta ? Dual.variable(value, direction: 0) : Dual(constant: beta)
    var derivative: [Double] = []
    ForwardDifferentiation.withDuals(
      dimension: dimension, at: point, scratchCount: kernel.scratchCount
    ) { x, f, scratch in
      kernel.evaluate(x, beta: weight, into: f, scratch: scratch)
      derivative = coordinates.map { f[$0].tangent[0] }
    }
    return Linearization(
      jacobian: flow(at: value).jacobian(at: point, of: coordinates),
      parameterDerivative: derivative)
  }

  package func admits(_ point: [Double], parameter value: Double) -> Bool {
    guard point.allSatisfy(\.isFinite) else { return false }
    let state = boundState(of: point, parameter: value)
    guard state.D.allSatisfy({ $0 > 0 }) else { return false }
    let gram = state.gramMatrix(overlap: problem.data.overlap)
    guard let values = try? gram.symmetricEigenvalues() else { return false }
    return (values.first ?? 0) > -Self.gramTolerance * max(1, values.last ?? 1)
  }

  /// The state of a point; where the encoder is free the one without any part outside of the factors.
  func boundState(of point: [Double], parameter value: Double) -> OrderParameters {
    var state = layout.state(of: point)
    guard encoderIsFree, let principal = try? PrincipalFactors(of: problem(at: value).data),
      let overlaps = try? principal.expressed(state).d
    else { return state }
    state.E = overlaps * overlaps.transposed
    return state
  }

  /// Deviations of vectors change their Gram matrix, within its kernel, by a positive semidefinite
  /// matrix: lengths of new components, not products of different ones.
  package func admits(
    deviations: [[Double]], at point: [Double], parameter value: Double
  ) -> Bool {
    let none = Matrix(rows: layout.factors, columns: layout.factors)
    let gram = boundState(of: point, parameter: value).gramMatrix(overlap: problem.data.overlap)
    guard let spectrum = try? SymmetricEigen(of: gram) else { return true }
    let margin = Self.kernelTolerance * max(1, spectrum.values.last ?? 1)
    let kernel = spectrum.values.indices.filter { spectrum.values[$0] <= margin }
    guard !kernel.isEmpty else { return true }
    var basis = Matrix(rows: gram.rows, columns: kernel.count)
    for (column, index) in kernel.enumerated() {
      for row in 0..<gram.rows { basis[row, column] = spectrum.vectors[row, index] }
    }
    return SemidefiniteSpan(
      deviations.map { deviation in
        let change = layout.state(of: deviation).gramMatrix(overlap: none)
        let size = change.elements.reduce(0) { max($0, abs($1)) }
        return (1 / size) * (basis.transposed * change * basis)
      }
    ).isMet
  }

  /// Eigenvalues of a Gram matrix below this share of the largest belong to directions that no vector
  /// has at a bifurcation, where some shrink to nothing.
  private static let kernelTolerance = 1e-6

  /// The negative eigenvalue, over the largest, that rounding can give to a singular Gram matrix.
  private static let gramTolerance = 1e-9

  // MARK: Symmetries

  /// Rotations among principal factors of one signal, and of noise into factors without signal; every
  /// element of `E` where the encoder is free.
  package func symmetryTangents(at point: [Double], parameter value: Double) -> [[Double]] {
    let free = encoderIsFree ? (layout.E..<layout.R).map(unitVector) : []
    guard !(equalFactors.isEmpty && emptyFactors.isEmpty),
      let principal = try? PrincipalFactors(of: problem(at: value).data),
      let state = try? principal.expressed(layout.state(of: point))
    else { return free }
    func tangent(_ entries: (_ overlaps: Matrix, _ latent: Int) -> [(Int, Double)]) -> [Double] {
      var moved = layout.state(of: Array(repeating: 0, count: dimension))
      for k in 0..<layout.latents {
        for (s, change) in entries(state.m, k) { moved.m[k, s] = change }
        for (s, change) in entries(state.d, k) { moved.d[k, s] = change }
      }
      return layout.coordinates(of: principal.restored(moved))
    }
    let turns = equalFactors.map { s, t in tangent { [(s, $0[$1, t]), (t, -$0[$1, s])] } }
    return free + turns + emptyFactors.flatMap { noiseTangents(of: state, into: $0, principal) }
  }

  private func unitVector(_ index: Int) -> [Double] {
    var vector = [Double](repeating: 0, count: dimension)
    vector[index] = 1
    return vector
  }

  /// The vectors' components in directions of noise, which turn into overlaps with a factor without
  /// signal: the columns of the part of the Gram matrix that the factors do not explain.
  private func noiseTangents(
    of state: OrderParameters, into factor: Int, _ principal: PrincipalFactors
  ) -> [[Double]] {
    let M = layout.latents
    let QR = state.Q.rowArrays.enumerated().map { k, row in row + state.R.rowArrays[k] }
    let RE = state.R.transposed.rowArrays.enumerated().map { k, row in
      row + state.E.rowArrays[k]
    }
    let overlaps = state.m.rowArrays + state.d.rowArrays
    let all = QR + RE
    return (0..<(2 * M)).map { column in
      var moved = layout.state(of: Array(repeating: 0, count: dimension))
      for row in 0..<(2 * M) {
        let explained = zip(overlaps[row], overlaps[column]).reduce(0) { $0 + $1.0 * $1.1 }
        let rest = all[row][column] - explained
        if row < M { moved.m[row, factor] = rest } else { moved.d[row - M, factor] = rest }
      }
      return layout.coordinates(of: principal.restored(moved))
    }
  }

  package func isReversed(
    _ directions: [[Double]], at point: [Double], parameter value: Double
  ) -> Bool {
    guard let principal = try? PrincipalFactors(of: problem(at: value).data),
      let state = try? principal.expressed(layout.state(of: point)),
      let moves = try? directions.map({
        layout.coordinates(of: try principal.expressed(layout.state(of: $0)))
      })
    else { return false }
    let reflections = StateReflections(layout: layout)
    let coordinates = layout.coordinates(of: state)
    return reflections.signsReverse(moves, at: coordinates)
      || reflections.exchangesReverse(moves, at: coordinates)
  }

  /// Sums that no permutation, sign, rotation among equal signals or free part of the encoder changes.
  package func signature(of point: [Double], parameter value: Double) -> [Double] {
    let restored = layout.state(of: point)
    guard let principal = try? PrincipalFactors(of: problem(at: value).data),
      let state = try? principal.expressed(restored)
    else { return point }
    let (Q, E, R) = (state.Q, state.E, state.R)
    func powers(_ values: [Double]) -> [Double] {
      (1...3).map { power in
        values.reduce(0) { sum, value in
          sum + (0..<power).reduce(1) { product, _ in product * value }
        }
      }
    }
    let captured = (0..<layout.factors).map { s in
      (0..<layout.latents).reduce(0) { $0 + state.m[$1, s] * state.m[$1, s] }
    }
    let merged = captured.indices.map { s in
      equalFactors.reduce(captured[s]) { sum, pair in
        pair.0 == s ? sum + captured[pair.1] : pair.1 == s ? sum + captured[pair.0] : sum
      }
    }
    let encoder = encoderIsFree ? [] : [(E * E).trace, E.trace]
    return powers(Q.diagonal) + powers(state.D) + [(Q * Q).trace, (Q * R).trace, R.trace]
      + encoder + merged
  }
}
