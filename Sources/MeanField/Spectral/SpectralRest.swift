import LinearVAE
import NumericKit

/// Where SGD on data with any spectrum settles, how far from the optimum the noise of SGD keeps it, and how
/// large the learning rates may be.
///
/// ```swift
/// let rest = try SpectralRest(of: problem)
/// print(rest.excessLoss, rest.largestStableFactor ?? .infinity)
/// ```
public struct SpectralRest: Sendable {
  /// The problem, its `β` constant.
  public let problem: SpectralProblem
  /// The eigenvalue in whose direction each latent lies, descending; those that do not exceed `β` are of
  /// collapsed latents.
  public let eigenvalues: [Double]
  /// The stationary state at the problem's rates; `nil` if there is none that attracts: SGD diverges.
  public let state: SpectralState?
  /// The optimum, in which SGD settles as the rates go to 0.
  public let optimum: SpectralState
  /// The largest real part of the eigenvalues of each latent's own Jacobian, per unit of time.
  public let growthRate: Double?

  /// `β`.
  public let beta: Double
  /// One for each eigenvalue that latents have.
  private let branches: [SpectralBranch]
  /// How many latents have it.
  private let counts: [Int]

  /// Follows each latent from small rates to those of the problem.
  ///
  /// - Parameter problem: Its `β` must be constant.
  /// - Throws: What `SpectralProblem.validate()` throws, and `InvalidProblem` with key path `training.beta` for a
  ///   schedule or a feedback law.
  /// - Complexity: O(groups³) for each eigenvalue that latents have, whatever their number.
  public init(of problem: SpectralProblem) throws(InvalidProblem) {
    try problem.validate()
    guard case .constant(let beta) = problem.training.schedule else {
      throw InvalidProblem(
        "training.beta", found: "a β that changes", allowed: "a number",
        advice: "only at a constant β does training settle")
    }
    let homes = problem.homes(beta: beta)
    let distinct = homes.reduce(into: [Int?]()) { if !$0.contains($1) { $0.append($1) } }
    (self.problem, self.beta) = (problem, beta)
    eigenvalues = problem.data.largestEigenvalues(problem.latents)
    let branches = distinct.map { SpectralBranch(at: $0, of: problem, beta: beta) }
    self.branches = branches
    counts = distinct.map { home in homes.count { $0 == home } }
    func joined(_ states: [SpectralState]) -> SpectralState {
      let kinds = homes.map { home in distinct.firstIndex { $0 == home } ?? 0 }
      return problem.joining(kinds.map { states[$0] }, places: kinds.map { branches[$0].places })
    }
    let limits = distinct.map { home in
      let branch = SpectralBranch(at: home, of: problem.inLimit, beta: beta)
      return branch.rest(at: 1)?.state ?? branch.optimum
    }
    optimum = joined(limits)
    let rests = branches.compactMap { $0.rest(at: 1) }
    let exists = rests.count == branches.count
    state = exists ? joined(rests.map(\.state)) : nil
    growthRate = exists ? rests.map(\.growthRate).max() : nil
  }

  /// The multiple of the problem's rates at which the first latent loses its stationary state; `nil` in the
  /// small-rate limit, and if there is none.
  ///
  /// Of what each latent does by itself: with one latent SGD diverges above it. Several mix before,
  /// above ``largestUnmixedFactor``.
  public var largestStableFactor: Double? { branches.compactMap { $0.largestFactor() }.min() }

  /// The multiple of the problem's rates up to which each latent keeps its own direction, (spectral-mixing); `nil`
  /// where ``largestStableFactor`` is, which it equals for one latent and if no two mix below it.
  ///
  /// Above it deviations of two latents into each other's directions grow, mostly a thousand times more slowly
  /// than latents learn, to a state in which each lies halfway between the two directions. Its loss is that of
  /// ``state`` to a thousandth, but near the largest rates not every run stands it.
  ///
  /// - Complexity: O(groups³) for each pair of eigenvalues that latents have.
  public var largestUnmixedFactor: Double? {
    largestStableFactor.map { largestUnmixedFactor(below: $0) }
  }

  /// The same where ``largestStableFactor``, or a smaller number, is known.
  package func largestUnmixedFactor(below largest: Double) -> Double {
    SpectralMixing(branches, counts: counts, of: problem).largestFactor(below: largest)
  }

  /// How far the loss `½ E‖x − x̂‖² + β KL` of the stationary state is above its minimum, the noise floor of SGD.
  public var excessLoss: Double? {
    guard let state else { return nil }
    func loss(_ state: SpectralState) -> Double {
      0.5 * state.relativeDistortion(data: problem.data) + beta * state.rate(data: problem.data)
    }
    return loss(state) - loss(optimum)
  }
}

extension SpectralProblem {
  /// The group in which each latent lies at the optimum, (water-filling); `nil` for a collapsed one.
  fileprivate func homes(beta: Double) -> [Int?] {
    var homes: [Int?] = []
    for index in data.descending where homes.count < latents && data.groups[index].variance > beta {
      let copies = data.groups[index].share > 0 ? latents - homes.count : 1
      homes += Array(repeating: index, count: copies)
    }
    return homes + Array(repeating: nil, count: latents - homes.count)
  }

  fileprivate var inLimit: SpectralProblem {
    var limit = self
    limit.training.rates = .limit
    return limit
  }

  /// The state of all latents from states of each by itself.
  ///
  /// - Parameters:
  ///   - states: One for each latent, in its own groups.
  ///   - places: Where these stand in the problem.
  /// - Returns: A state of diagonal matrices.
  func joining(_ states: [SpectralState], places: [[Int]]) -> SpectralState {
    var joined = SpectralState.collapsed(latents: latents, groups: data.groups.count)
    for (latent, state) in states.enumerated() {
      for (place, index) in places[latent].enumerated() {
        joined.groups[index].Q[latent, latent] = state.groups[place].Q[0, 0]
        joined.groups[index].E[latent, latent] = state.groups[place].E[0, 0]
        joined.groups[index].R[latent, latent] = state.groups[place].R[0, 0]
      }
      joined.D[latent] = state.D[0]
    }
    return joined
  }
}
