import LinearVAE
import Spectra
import Testing

@Suite("Losses as people write them")
struct LossConventionTests {
  /// `βσ² = b/(2a)`, definition (convert), with the conventions of well-known libraries.
  @Test(arguments: [
    ("mse:mean + 0.00025*kl:sum", 1.536),
    ("mse + 0.00025*kl", 1.536),
    ("sse + kl", 0.5),
    ("0.5*sse+kl", 1),
    ("sse*0.5 + kl", 1),
    ("sse/2 + kl", 1),
    ("SSE:Sum/2 + KL:SUM", 1),
    ("mse:sum + kl", 0.5),
    ("sse:mean + kl", 6144),
    ("sse + kl:mean", 0.05),
    ("  sse\t+\n4 * kl : mean ", 0.2),
    ("1e-3*sse + 2E-3*kl", 1),
    ("0.25*sse + 0.25*sse + 0.4*kl + 0.6*kl", 1),
    ("1/2*sse*4/2 + 2*1*kl", 1),
    ("kl + .5*sse", 1),
  ])
  func effectiveBeta(text: String, expected: Double) throws {
    let loss = try LossConvention(text, dimension: 12288, latents: 10)
    #expect(abs(loss.effectiveBeta - expected) <= 4 * expected.ulp)
  }

  @Test func termsAndRateFactor() throws {
    let loss = try LossConvention("mse + 2 * kl:mean + 0.5*kl", dimension: 100, latents: 8)
    #expect(loss.learningRateFactor == 0.02)
    #expect(loss.terms.map(\.text) == ["mse", "2*kl:mean", "0.5*kl"])
    #expect(loss.terms.map(\.kind) == [.reconstruction, .kl, .kl])
    #expect(loss.terms.map(\.weight) == [0.01, 0.25, 0.5])
    #expect(loss.klWeight == 0.75)
    #expect(loss.terms.map(\.factor) == [1, 2, 0.5])
  }

  /// The number that stands in the user's program; of several terms, their sum.
  @Test(arguments: [
    ("mse + 0.00025*kl", 0.00025), ("mse + 6*kl:mean/2", 3), ("sse + kl:mean + 2*kl", 2.125),
  ])
  func writtenKLWeight(text: String, expected: Double) throws {
    #expect(try LossConvention(text, dimension: 100, latents: 8).writtenKLWeight == expected)
  }

  @Test(arguments: [
    ("bce + kl", 1, "\"bce\" cannot be converted: a Bernoulli decoder has no exact map"),
    ("kl + 2*NLL", 8, "\"NLL\" cannot be converted: a Bernoulli decoder has no exact map"),
    ("l1 + kl", 1, "unknown name \"l1\", the nearest is \"kl\""),
    ("nan + kl", 1, "unknown name \"nan\", the nearest is "),
    ("mse + kld", 7, "unknown name \"kld\", the nearest is \"kl\""),
    ("msee + kl", 1, "unknown name \"msee\", the nearest is \"mse\""),
    ("0*sse + kl", 1, "the factor is 0.0, expected a finite number > 0"),
    ("sse/0 + kl", 5, "the factor is 0.0, expected a finite number > 0"),
    ("1e999*sse + kl", 1, "the factor is inf, expected a finite number > 0"),
    ("1e-200*1e-200*sse + kl", 15, "the weight is 0.0, expected one from 1e-100 to 1e+100"),
    ("1e-320*sse + kl", 8, "the weight is 1e-320, expected one from 1e-100 to 1e+100"),
    ("sse + 1e300*kl", 13, "the weight is 1e+300, expected one from 1e-100 to 1e+100"),
    ("sse + kl:mean", 7, "\"kl:mean\" divides by the number of latents"),
    ("sse - kl", 5, "found \"-\", expected a positive factor, or \"+\" between terms"),
    ("", 1, "found the end, expected a number > 0 or one of sse, mse, kl"),
    ("sse +", 6, "found the end, expected a number > 0 or one of sse, mse, kl"),
    ("2 + kl", 3, "found \"+\", expected \"*\" and one of sse, mse, kl"),
    ("sse kl", 5, "found \"kl\", expected \"+\" and the next term, or the end"),
    ("sse*kl", 5, "found \"kl\", expected a number > 0"),
    ("2/sse + kl", 3, "found \"sse\", expected a number > 0"),
    ("mse:median + kl", 5, "found \"median\", expected sum or mean"),
  ])
  func mistakesAreNamedWithTheirColumn(text: String, column: Int, reason: String) {
    let error = #expect(throws: LossConventionError.self) {
      try LossConvention(text, dimension: 10)
    }
    #expect(error?.reason.hasPrefix(reason) == true, "\(String(describing: error))")
    #expect(error?.column == column)
  }

  @Test func bothKindsOfTermMustBeThere() {
    for (text, missing) in [("sse", "no KL term"), ("2*kl", "no reconstruction term")] {
      let error = #expect(throws: LossConventionError.self) {
        try LossConvention(text, dimension: 10)
      }
      #expect(error?.reason.hasPrefix(missing) == true)
      #expect(error?.column == nil)
    }
  }

  @Test func messageQuotesTheLossAndTheColumn() {
    let error = #expect(throws: LossConventionError.self) {
      try LossConvention("mse + kld", dimension: 10)
    }
    #expect(
      error?.description
        == "loss \"mse + kld\", column 7: unknown name \"kld\", the nearest is \"kl\" "
        + "(of sse, mse, kl)")
  }

  @Test func sizesMustBePositive() {
    #expect(throws: LossConventionError.self) { try LossConvention("sse + kl", dimension: 0) }
    #expect(throws: LossConventionError.self) {
      try LossConvention("sse + kl", dimension: 1, latents: 0)
    }
  }
}
