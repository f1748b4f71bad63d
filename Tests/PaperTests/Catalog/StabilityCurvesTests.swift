import MeanField
import Paper
import Storage
import Studies
import Testing

/// Fig. 4 against closed forms and measured maxima of the theory.
@Suite("Catalogue: stability")
struct StabilityCurvesTests {
  private static let study = Result {
    var specification = StabilityCurves.Specification(PaperOptions(edition: .quick))
    specification.betas = (1...30).map { 0.1 * Double($0) }
    return try onTwoThreads {
      try StabilityCurves(specification, options: PaperOptions())
    }
  }

  private func rate(
    _ latents: Int, _ roles: String, _ signal: Double, _ noise: Double, _ beta: Double
  ) throws -> Double? {
    try Self.study.get().points.first {
      $0.latents == latents && $0.roles == roles && $0.data.signal == signal
        && $0.data.noise == noise && abs($0.beta - beta) < 1e-9
    }?.growthRate
  }

  @Test(
    "measured maxima",
    arguments: [
      (1, "–", 1, 1, 1.5, 0.2361), (1, "–", 1, 1, 2.5, -0.1716), (1, "factor", 1, 1, 0.5, -0.3206),
      (1, "factor", 1, 1, 1.5, -0.2645), (1, "factor", 0.5, 1.5, 1, -0.3820),
      (2, "factor, noise", 1, 1, 0.5, -0.0453), (2, "factor, –", 1, 1, 0.5, 0.5616),
      (2, "factor, –", 1, 1, 1.5, -0.1972),
    ])
  func maxima(
    latents: Int, roles: String, signal: Double, noise: Double, beta: Double, expected: Double
  ) throws {
    let found = try #require(try rate(latents, roles, signal, noise, beta))
    #expect(abs(found - expected) < 1e-4)
  }

  /// The quadratic of the collapsed state's factor block, `½[−(1 + βP) + √((1 + βP)² + 4P(P − β))]`.
  @Test("the collapsed state follows its closed form")
  func collapsed() throws {
    let study = try Self.study.get()
    for point in study.points where point.roles == "–" {
      let (η, β) = (point.data.noise, point.beta)
      let P = point.data.signal + η
      let factor = 0.5 * (((1 + β * P) * (1 + β * P) + 4 * P * (P - β)).squareRoot() - 1 - β * P)
      let noise = ((1 + β * η) * (1 + β * η) + 4 * η * (η - β)).squareRoot() - 1 - β * η
      #expect(abs(point.growthRate - max(factor, noise, -β / 2)) < 1e-9)
    }
  }

  /// Theorems *collapse* and *overfit*: which state attracts changes at `η` and `ρ + η`, not
  /// elsewhere.
  @Test("one state attracts at every β, the one of the theorems")
  func attractors() throws {
    let study = try Self.study.get()
    for latents in study.specification.latents {
      for data in study.specification.data {
        for beta in study.specification.betas
        where abs(beta - data.noise) > 0.01 && abs(beta - data.signal - data.noise) > 0.01 {
          let attracting = study.points.filter {
            $0.latents == latents && $0.data == data && $0.beta == beta && $0.growthRate < 0
          }
          let kind: FixedPoint.Kind =
            beta > data.signal + data.noise
            ? .collapsed : latents == 2 && beta < data.noise ? .overfit : .learned
          #expect(attracting.map(\.kind) == [kind], "\(data), β = \(beta)")
        }
      }
    }
  }

  /// Kinds are words in arrays too: no number stands for one.
  @Test("arrays hold the words of the table")
  func archive() throws {
    let study = try Self.study.get()
    for name in ["kind", "roles"] {
      let texts = study.archive.entries.first { $0.name == name }?.texts
      let column = study.tables[0].table.columns.first { $0.name == name }
      #expect(try #require(column).cells == .texts(try #require(texts)))
    }
  }
}
