import FiniteSize
import LinearVAE
import MeanField
import NumericKit
import Storage

/// The error that learning ends in against `β`: by the theorems, at the attracting fixed points, and
/// from flows followed to their end.
public struct AsymptoticErrors: CatalogStudy {
  /// What was asked for.
  public let specification: AsymptoticErrorsSpecification
  /// One per number of latents.
  public let families: [Family]

  /// All errors for one number of latents.
  public struct Family: Sendable {
    /// The number of latents.
    public let latents: Int
    /// By the theorems, in the small-rate limit; one per `β` of the lines.
    public let theorem: [Double]
    /// At the attracting fixed point of the flow in the small-rate limit.
    public let limit: [Double]
    /// The same at the finite rate.
    public let finite: [Double]
    /// At the end of flows in the small-rate limit; one per `β` followed.
    public let followed: [Double]
  }

  /// Finds the fixed points and follows the flows.
  public init(
    _ specification: AsymptoticErrorsSpecification, options: CatalogOptions
  ) throws {
    self.specification = specification
    families = try specification.latents.map { latents in
      let betas = specification.betas
      func attracting(_ rates: LearningRates) throws -> [Double] {
        try concurrentMap(betas.count, threads: options.threads) { index in
          let problem = specification.problem(latents: latents, beta: betas[index], rates: rates)
          // None at a threshold, where one state loses its stability to another.
          let states = try FixedPointAnalysis(problem).attractors()
          return states.first?.state.generalizationError(data: problem.data) ?? .nan
        }
      }
      return Family(
        latents: latents,
        theorem: betas.map { specification.theorem(latents: latents, beta: $0) },
        limit: try attracting(.limit), finite: try attracting(.uniform(specification.rate)),
        followed: try Self.followed(specification, latents))
    }
  }

  private static func followed(
    _ specification: AsymptoticErrorsSpecification, _ latents: Int
  ) throws -> [Double] {
    let problems = specification.followedBetas.map {
      specification.problem(latents: latents, beta: $0, rates: .limit)
    }
    let start = specification.start(latents: latents)
    let ends = try FlowFamily(problems).trajectories(
      from: problems.map { _ in start }, at: [specification.end])
    return zip(problems, ends).map { $1[0].generalizationError(data: $0.data) }
  }
}

extension AsymptoticErrorsSpecification {
  /// (learned), (collapse) and (overfit): `(√ρ − √(ρ + η − β))²` below the threshold `ρ + η`, `ρ` above,
  /// and `η − β` more where a latent too many encodes noise.
  func theorem(latents: Int, beta: Double) -> Double {
    guard beta < signal + noise else { return signal }
    let difference = signal.squareRoot() - (signal + noise - beta).squareRoot()
    return difference * difference + Double(latents - 1) * max(noise - beta, 0)
  }

  /// The state that the flows start from.
  func start(latents: Int) -> OrderParameters {
    let column = Matrix(rows: latents, columns: 1, elements: Array(overlaps.prefix(latents)))
    let diagonal = norm * Matrix.identity(latents)
    return OrderParameters(
      m: column, d: column, Q: diagonal, E: diagonal, R: Matrix(rows: latents, columns: latents),
      D: Array(repeating: 1, count: latents))
  }
}

extension AsymptoticErrors {
  /// One file per number of latents, at the finite rate and `β = η`.
  public var problems: [CatalogProblem] {
    specification.latents.flatMap { latents in
      [LearningRates.limit, .uniform(specification.rate)].map { rates in
        let end = specification.end / (rates == .limit ? 1 : specification.rate)
        return CatalogProblem(
          "\(latents)-latents-\(rates == .limit ? "limit" : "finite-rate")",
          ProblemSpecification(
            problem: specification.problem(
              latents: latents, beta: specification.noise, rates: rates),
            initial: .explicit(specification.start(latents: latents)), time: .even(end: end),
            simulation: rates == .limit ? nil : SimulationSettings()))
      }
    }
  }

  /// The lines, and the flows that were followed.
  public var tables: [CatalogTable] {
    let (betas, followed) = (specification.betas, specification.followedBetas)
    var lines = ColumnTable()
    lines.add("latents", families.flatMap { family in betas.map { _ in Double(family.latents) } })
    lines.add("beta", families.flatMap { _ in betas })
    lines.add("theorem", families.flatMap(\.theorem))
    lines.add("fixed_point_limit", families.flatMap(\.limit))
    lines.add("fixed_point_finite_rate", families.flatMap(\.finite))
    var ends = ColumnTable()
    ends.add("latents", families.flatMap { family in followed.map { _ in Double(family.latents) } })
    ends.add("beta", families.flatMap { _ in followed })
    ends.add("flow_limit", families.flatMap(\.followed))
    return [CatalogTable(lines), CatalogTable(ends, suffix: "flow")]
  }
}
