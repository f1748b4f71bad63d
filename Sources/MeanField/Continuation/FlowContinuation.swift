import LinearVAE
import NumericKit

/// The flow's right-hand side as a function of the order parameters and of one parameter of the
/// problem.
package struct FlowContinuation: ContinuationSystem {
  private let problem: LearningProblem
  private let parameter: ProblemParameter
  /// `β` where it is not the parameter.
  private let beta: Double
  let layout: StateLayout
  private let symmetry: StateSymmetry
  /// Pairs of principal factors that have one signal at every value of the parameter.
  private let equalFactors: [(Int, Int)]
  /// Principal factors that have no signal at any value of the parameter.
  private let emptyFactors: [Int]
  /// Without noise and weight decay, whatever the parameter, the encoder's part outside of the factors
  /// meets no data: `E` stays as it is.
  private let encoderIsFree: Bool

  /// The family of one problem; `generic` is a value of the parameter at which nothing coincides by
  /// accident.
  ///
  /// - Throws: `LinearAlgebraError` when factors depend on each other.
  package init(
    _ problem: LearningProblem, parameter: ProblemParameter, beta: Double, generic: Double
  ) throws {
    self.problem = problem
    self.parameter = parameter
    self.beta = beta
    layout = StateLayout(latents: problem.latents, factors: problem.data.factors)
    symmetry = StateSymmetry(layout: layout)
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
  ) -> (jacobian: Matrix, parameterDerivative: [Double]) {
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
    return (flow(at: value).jacobian(at: point, of: coordinates), derivative)
  }

  package func admits(_ point: [Double], parameter value: Double) -> Bool {
    point.allSatisfy(\.isFinite)
      && boundState(of: point, parameter: value)
        .hasVectors(overlap: problem.data.overlap, tolerance: 1e-9)
  }

  private func principal(at value: Double) -> PrincipalFactors? {
    try? PrincipalFactors(of: problem(at: value).data)
  }

  /// The state of a point; where the encoder is free the one without any part outside of the factors.
  func boundState(of point: [Double], parameter value: Double) -> OrderParameters {
    var state = layout.state(of: point)
    guard encoderIsFree, let principal = principal(at: value),
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
    let basis = Matrix(rows: gram.rows, columns: kernel.count) { spectrum.vectors[$0, kernel[$1]] }
    return deviations.map { deviation in
      let change = layout.state(of: deviation).gramMatrix(overlap: none)
      let size = change.elements.reduce(0) { max($0, abs($1)) }
      return (1 / size) * (basis.transposed * change * basis)
    }.spansSemidefinite
  }

  /// Eigenvalues of a Gram matrix below this share of the largest belong to directions that no vector
  /// has at a bifurcation, where some shrink to nothing.
  private static let kernelTolerance = 1e-6

  // MARK: Symmetries

  /// Rotations among principal factors of one signal, and of noise into factors without signal; every
  /// element of `E` where the encoder is free.
  package func symmetryTangents(at point: [Double], parameter value: Double) -> [[Double]] {
    let free =
      encoderIsFree
      ? (layout.E..<layout.R).map { index in (0..<dimension).map { $0 == index ? 1.0 : 0 } } : []
    guard !(equalFactors.isEmpty && emptyFactors.isEmpty),
      let principal = principal(at: value),
      let state = try? principal.expressed(layout.state(of: point))
    else { return free }
    let (M, F) = (layout.latents, layout.factors)
    func tangent(_ move: (inout OrderParameters) -> Void) -> [Double] {
      var moved = layout.state(of: Array(repeating: 0, count: dimension))
      move(&moved)
      return layout.coordinates(of: principal.restored(moved))
    }
    let turns = equalFactors.map { s, t in
      tangent { moved in
        for k in 0..<M {
          (moved.m[k, s], moved.m[k, t]) = (state.m[k, t], -state.m[k, s])
          (moved.d[k, s], moved.d[k, t]) = (state.d[k, t], -state.d[k, s])
        }
      }
    }
    // The vectors' components in directions of noise, which turn into overlaps with a factor without
    // signal: the columns of the part of the Gram matrix that the factors do not explain.
    let gram = state.gramMatrix(overlap: .identity(F))
    func rest(_ row: Int, _ column: Int) -> Double {
      gram[row, column] - (0..<F).reduce(0) { $0 + gram[row, $1] * gram[column, $1] }
    }
    let fills = emptyFactors.flatMap { factor in
      (F..<(F + 2 * M)).map { column in
        tangent { moved in
          for k in 0..<M {
            moved.m[k, factor] = rest(F + k, column)
            moved.d[k, factor] = rest(F + M + k, column)
          }
        }
      }
    }
    return free + turns + fills
  }

  package func isReversed(
    _ directions: [[Double]], at point: [Double], parameter value: Double
  ) -> Bool {
    guard let principal = principal(at: value),
      let state = try? principal.expressed(layout.state(of: point)),
      let moves = try? directions.map({
        layout.coordinates(of: try principal.expressed(layout.state(of: $0)))
      })
    else { return false }
    let coordinates = layout.coordinates(of: state)
    return symmetry.signsReverse(moves, at: coordinates)
      || symmetry.exchangesReverse(moves, at: coordinates)
  }

  /// Sums that no permutation, sign, rotation among equal signals or free part of the encoder changes.
  func signature(of point: [Double], parameter value: Double) -> [Double] {
    guard let principal = principal(at: value),
      let state = try? principal.expressed(layout.state(of: point))
    else { return point }
    let (Q, E, R) = (state.Q, state.E, state.R)
    func powers(_ values: [Double]) -> [Double] {
      [
        values.reduce(0, +), values.reduce(0) { $0 + $1 * $1 },
        values.reduce(0) { $0 + $1 * $1 * $1 },
      ]
    }
    let captured = state.m.transposed.rowArrays.map { $0.reduce(0) { $0 + $1 * $1 } }
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
