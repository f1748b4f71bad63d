import LinearVAE
import MeanField
import NumericKit
import Storage
import Studies

/// The largest real part of the Jacobian's eigenvalues at every fixed point against `β`, per unit of
/// `τt`: whether the point attracts, and how fast.
package struct StabilityCurves: CatalogStudy {
  /// Over which data and `β` it is compared.
  package struct Specification: Sendable, Hashable, Codable {
    /// Data with one factor: `ρ` and `η`.
    package struct Data: Sendable, Hashable, Codable {
      package var signal: Double, noise: Double
    }

    /// One column of panels each.
    package var data = [
      Data(signal: 0.5, noise: 1.5), Data(signal: 1, noise: 1), Data(signal: 1.95, noise: 0.05),
    ]
    /// The numbers of latents, one row of panels each.
    package var latents = [1, 2]
    /// The values of `β`.
    package var betas = (1...120).map { 0.025 * Double($0) }

    /// The figure's own choices.
    package init(_ options: PaperOptions = PaperOptions()) {
      if options.edition == .quick { betas = (1...40).map { 0.075 * Double($0) } }
    }

    /// The problem of one point.
    func problem(_ data: Data, latents: Int, beta: Double) -> LearningProblem {
      .oneFactor(signal: data.signal, noise: data.noise, beta: beta, latents: latents)
    }
  }

  /// A fixed point at one `β`.
  package struct Point: Sendable {
    package let data: Specification.Data
    package let beta: Double
    /// What the latents have made of the data.
    package let kind: FixedPoint.Kind
    /// What each stands for, those first that stand for something.
    package let latentRoles: [LatentRole]
    /// The largest real part.
    package let growthRate: Double

    /// The number of latents.
    package var latents: Int { latentRoles.count }

    /// What the latents stand for in words: "factor, noise".
    package var roles: String {
      kind == .mixed ? "correlated" : latentRoles.map(\.name).joined(separator: ", ")
    }
  }

  package let specification: Specification
  /// One per fixed point, `β` by `β` within data within numbers of latents.
  package let points: [Point]

  /// Finds the fixed points and their spectra.
  package init(_ specification: Specification, options: PaperOptions) throws {
    self.specification = specification
    let cases = specification.latents.flatMap { latents in
      specification.data.flatMap { data in
        specification.betas.map { (data: data, latents: latents, beta: $0) }
      }
    }
    points = try RunContext.current.map(cases.count, "spectra") { index -> [Point] in
      let (data, latents, beta) = cases[index]
      let analysis = try FixedPointAnalysis(
        specification.problem(data, latents: latents, beta: beta))
      let found =
        try analysis.fixedPoints().points + analysis.mixedFixedPoints(starts: 0).points
      return found.map { point in
        Point(
          data: data, beta: beta, kind: point.kind,
          latentRoles: point.roles.sorted { $0.rank < $1.rank }, growthRate: point.growthRate)
      }
    }.flatMap { $0 }
  }

  /// One file per data and number of latents, at `β = η`.
  package var problems: [CatalogProblem] {
    specification.latents.flatMap { latents in
      specification.data.map { data in
        (
          "\(latents)-latents-noise-\(ColumnTable.shortest(data.noise))",
          ProblemSpecification(
            problem: specification.problem(data, latents: latents, beta: data.noise))
        )
      }
    }
  }

  /// One row per fixed point and `β`.
  package var tables: [CatalogTable] {
    var table = ColumnTable([
      "latents": points.map { Double($0.latents) }, "signal": points.map(\.data.signal),
      "noise": points.map(\.data.noise), "beta": points.map(\.beta),
    ])
    table.add("kind", texts: points.map(\.kind.rawValue))
    table.add("roles", texts: points.map(\.roles))
    table.add("growth_rate", points.map(\.growthRate))
    return [(nil, table)]
  }
}

extension LatentRole {
  fileprivate var name: String { ["factor", "noise", "–"][rank] }

  fileprivate var rank: Int {
    switch self {
    case .factor: 0
    case .noise: 1
    case .collapsed: 2
    }
  }
}
