import Paper
import Testing

@Suite("Catalogue: the law of sizes")
struct SizeLawTests {
  /// Theorem *concentration*, over two decades.
  @Test("the slope is −1/2 within its error")
  func slope() throws {
    let options = PaperOptions(edition: .quick, seed: 3)
    let study = try onTwoThreads {
      try SizeLaw(SizeLaw.Specification(options), options: options)
    }
    for family in study.families {
      #expect(family.slopeError < 0.02)
      #expect(abs(family.slope + 0.5) < 4 * family.slopeError, "\(family.slope)")
      // Each point lies on c/√N within its error.
      for (index, size) in study.specification.sizes.enumerated() {
        let law = family.prefactor / Double(size.dimension).squareRoot()
        #expect(abs(family.distances[index] - law) < 5 * family.errors[index])
      }
    }
    #expect(study.families[1].prefactor > study.families[0].prefactor)
  }

  @Test("the figure's full edition spans four decades")
  func decades() {
    let sizes = SizeLaw.Specification().sizes.map(\.dimension)
    #expect(sizes.first == 100 && sizes.last == 1_000_000)
  }
}
