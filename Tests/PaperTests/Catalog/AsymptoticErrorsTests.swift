import Paper
import Testing

/// Fig. 2 against the theorems, written down here once more.
@Suite("Catalogue: the error that learning ends in")
struct AsymptoticErrorsTests {
  private static let study = Result {
    try onTwoThreads {
      try AsymptoticErrors(
        AsymptoticErrors.Specification(PaperOptions(edition: .quick)), options: PaperOptions())
    }
  }

  /// Theorems *collapse* and *overfit* for `ρ = η = 1`.
  private func theorem(_ latents: Int, _ beta: Double) -> Double {
    if beta >= 2 { return 1 }
    let root = 1 - (2 - beta).squareRoot()
    return root * root + (latents == 2 && beta < 1 ? 1 - beta : 0)
  }

  @Test("fixed points and flows lie on the theorem's curves", arguments: [1, 2])
  func theorem(latents: Int) throws {
    let study = try Self.study.get()
    let family = try #require(study.families.first { $0.latents == latents })
    for (index, beta) in study.specification.betas.enumerated() {
      let expected = theorem(latents, beta)
      #expect(abs(family.theorem[index] - expected) < 1e-12)
      // At a threshold nothing attracts to first order.
      guard abs(beta - 1) > 1e-9, abs(beta - 2) > 1e-9 else { continue }
      #expect(abs(family.limit[index] - expected) < 1e-9, "β = \(beta)")
    }
    for (beta, error) in zip(study.specification.followedBetas, family.followed) {
      #expect(abs(error - theorem(latents, beta)) < 1e-6, "β = \(beta)")
    }
  }

  /// At the optimum and `τ = 0.01` SciPy's flow ends at 0.00417097; elsewhere the curves approach each
  /// other like `τ`.
  @Test("a finite rate leaves a small error at the optimum")
  func finiteRate() throws {
    let study = try Self.study.get()
    let betas = study.specification.betas
    let optimum = try #require(betas.firstIndex { abs($0 - 1) < 1e-9 })
    #expect(abs(study.families[0].finite[optimum] - 0.004170969243) < 1e-9)
    for family in study.families {
      for index in betas.indices where betas[index] > 0.5 && abs(betas[index] - 2) > 0.1 {
        #expect(abs(family.finite[index] - theorem(family.latents, betas[index])) < 0.03)
      }
    }
  }

  @Test("the caption gives the least error")
  func best() throws {
    let study = try Self.study.get()
    let findings = study.caption.findings
    for family in study.families {
      let least = try #require(family.finite.filter(\.isFinite).min())
      #expect(findings.contains { $0.value == least })
    }
  }

  @Test("a latent too many does harm below η only")
  func superfluous() throws {
    let study = try Self.study.get()
    for (index, beta) in study.specification.betas.enumerated() where abs(beta - 1) > 0.01 {
      let difference = study.families[1].limit[index] - study.families[0].limit[index]
      guard difference.isFinite else { continue }
      #expect((difference > 1e-6) == (beta < 1), "β = \(beta): \(difference)")
    }
  }
}
