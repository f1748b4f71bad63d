import FiniteSize
import LinearVAE
import MeanField
import NumericKit
import Storage
import Studies

/// The error that learning ends in against `β`: by the theorems, at the attracting fixed points, and
/// from flows followed to their end.
package struct AsymptoticErrors: CatalogStudy {
  /// Over which `β` it is compared.
  package struct Specification: Sendable, Hashable, Codable {
    /// `ρ` and `η`.
    package var signal = 1.0, noise = 1.0
    /// The finite rate `τ` beside the small-rate limit.
    package var rate = 0.01
    /// The numbers of latents; there is one factor.
    package var latents = [1, 2]
    /// The values of `β` of the lines.
    package var betas = (1...280).map { 0.01 * Double($0) }
    /// The values of `β` for which a flow is followed; at a threshold it would take for ever.
    package var followedBetas = (0...13).map { (1 + 2 * Double($0)) / 10 }
    /// `m = d` of the latents at the start of these flows.
    package var overlaps = [0.001, 0.0005]
    /// `Q = E` there, on the diagonal.
    package var norm = 0.05
    /// How long they are followed, in `τt`.
    package var end = 2000.0

    /// The figure's own choices.
    package init(_ options: PaperOptions = PaperOptions()) {
      if options.edition == .quick { betas = (1...70).map { 0.04 * Double($0) } }
    }

    /// The problem of one point; in the small-rate limit unless a rate is given.
    func problem(latents: Int, beta: Double, rate: Double?) -> LearningProblem {
      .oneFactor(signal: signal, noise: noise, beta: beta, latents: latents, rate: rate)
    }

    /// The state that the flows start from.
    func start(latents: Int) -> OrderParameters {
      .oneFactor(m: Array(overlaps.prefix(latents)), norm: norm)
    }

    /// (learned), (collapse) and (overfit): `(√ρ − √(ρ + η − β))²` below the threshold `ρ + η`, `ρ`
    /// above, and `η − β` more where a latent too many encodes noise.
    func theorem(latents: Int, beta: Double) -> Double {
      guard beta < signal + noise else { return signal }
      let difference = signal.squareRoot() - (signal + noise - beta).squareRoot()
      return difference * difference + Double(latents - 1) * max(noise - beta, 0)
    }
  }

  /// All errors for one number of latents.
  package struct Family: Sendable {
    /// The number of latents.
    package let latents: Int
    /// By the theorems, in the small-rate limit; one per `β` of the lines.
    package let theorem: [Double]
    /// At the attracting fixed point of the flow in the small-rate limit.
    package let limit: [Double]
    /// The same at the finite rate.
    package let finite: [Double]
    /// At the end of flows in the small-rate limit; one per `β` followed.
    package let followed: [Double]
  }

  package let specification: Specification
  /// One per number of latents.
  package let families: [Family]

  /// Finds the fixed points and follows the flows.
  package init(_ specification: Specification, options: PaperOptions) throws {
    self.specification = specification
    families = try specification.latents.map { latents in
      let betas = specification.betas
      func attracting(rate: Double?) throws -> [Double] {
        try RunContext.current.map(betas.count, "fixed points") { index in
          // None at a threshold, where one state loses its stability to another.
          try specification.problem(latents: latents, beta: betas[index], rate: rate)
            .attractingError()
        }
      }
      let followed = specification.followedBetas.map {
        specification.problem(latents: latents, beta: $0, rate: nil)
      }
      let ends = try FlowFamily(followed).trajectories(
        from: followed.map { _ in specification.start(latents: latents) }, at: [specification.end])
      return Family(
        latents: latents,
        theorem: betas.map { specification.theorem(latents: latents, beta: $0) },
        limit: try attracting(rate: nil), finite: try attracting(rate: specification.rate),
        followed: zip(followed, ends).map { $1[0].generalizationError(data: $0.data) })
    }
  }

  /// One file per number of latents, in the limit and at the finite rate, at `β = η`.
  package var problems: [CatalogProblem] {
    specification.latents.flatMap { latents in
      [nil, specification.rate].map { rate in
        (
          "\(latents)-latents-\(rate == nil ? "limit" : "finite-rate")",
          ProblemSpecification(
            problem: specification.problem(
              latents: latents, beta: specification.noise, rate: rate),
            initial: .explicit(specification.start(latents: latents)),
            time: .even(end: specification.end / (rate ?? 1)),
            simulation: rate.map { _ in SimulationSettings() })
        )
      }
    }
  }

  /// The lines, and the flows that were followed.
  package var tables: [CatalogTable] {
    func table(of betas: [Double], _ errors: KeyValuePairs<String, (Family) -> [Double]>)
      -> ColumnTable
    {
      var table = ColumnTable([
        "latents": families.flatMap { family in betas.map { _ in Double(family.latents) } },
        "beta": families.flatMap { _ in betas },
      ])
      for (name, values) in errors { table.add(name, families.flatMap(values)) }
      return table
    }
    let lines = table(
      of: specification.betas,
      [
        "theorem": \.theorem, "fixed_point_limit": \.limit, "fixed_point_finite_rate": \.finite,
      ])
    return [
      (nil, lines), ("flow", table(of: specification.followedBetas, ["flow_limit": \.followed])),
    ]
  }
}
