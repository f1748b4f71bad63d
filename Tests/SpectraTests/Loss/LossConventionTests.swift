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
    ("(sse + 2*kl)/4", 1),
    ("(1 + 2)*sse - 2*sse/2 + 2**2*kl", 1),
    ("mse*N + (M + 10)*kl:mean", 1),
    ("sse − (−kl)", 0.5),
    ("2*gaussian(sigma=1/2) + 8*kl", 1),
    ("sse + kl(sampling=0.01)", 0.5e-4),
  ])
  func effectiveBeta(text: String, expected: Double) throws {
    let loss = try LossConvention(text, dimension: 12288, latents: 10)
    #expect(abs((loss.effectiveBeta ?? .nan) - expected) <= 4 * expected.ulp)
    #expect(
      loss.beta * (loss.decoder == .gaussian(variance: 0.25) ? 0.25 : 1) == loss.effectiveBeta)
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

  /// A rate factor that depends on the batch size is missing without it; the level is not.
  @Test func sizesThatCancelAreNotNeeded() throws {
    let loss = try LossConvention("3*sse:batchsum + kl:batchsum")
    #expect(loss.effectiveBeta == 1.0 / 6)
    #expect(loss.learningRateFactor == nil)
    #expect(try LossConvention("3*sse:batchsum + kl:batchsum", batch: 7).learningRateFactor == 42)
  }

  /// The number that stands in the user's program; of several terms, their sum.
  @Test(arguments: [
    ("mse + 0.00025*kl", 0.00025), ("mse + 6*kl:mean/2", 3), ("sse + kl:mean + 2*kl", 2.125),
    ("(6.6*kl/192 + sse)/N", 6.6 / 192),
    ("F.mse_loss(y, x) - 0.5*torch.mean(1 + v.logvar - mu**2 - v.logvar.exp())", 0.5),
  ])
  func writtenKLWeight(text: String, expected: Double) throws {
    #expect(try LossConvention(text, dimension: 100, latents: 8).writtenKLWeight == expected)
  }

  /// Lines as they stand in scripts.
  @Test(
    arguments: [
      ("F.mse_loss(x_hat, x, reduction='sum') + KLD:batchsum", 0.5),
      ("F.mse_loss(recon[0], x.view(-1, 784), reduction='sum') / B + kld_weight * kld", 0.2),
      ("nn.MSELoss()(x) + kl", 100),
      ("sse - 0.5*torch.sum(1 + logvar - mu.pow(2) - logvar.exp(), 1)", 0.5),
      ("sse - 0.5*torch.sum(1 + torch.log(s**2) - mu**2 - s**2, dim=-1)", 0.5),
      ("tf.reduce_sum(tf.square(x - y), axis=1) + kl", 0.5),
      ("½·sse + kl/N**2*N^2", 1),
      ("torch.sum((x - x_hat)**2) - 0.5*torch.sum(1 + log_var - mu.pow(2) - log_var.exp())", 0.5),
      ("torch.mean((x - x_hat)**2) + 0.5*torch.mean(mu**2 + logvar.exp() - 1 - logvar)", 5),
      ("mse_loss + kld_weight*kld_loss", 40),
      ("sse + β*kl", 1.5),
    ] as [(String, Double?)])
  func linesOfScripts(text: String, expected: Double?) throws {
    func read() throws -> LossConvention {
      try LossConvention(
        text, dimension: 200, latents: 20, batch: 8, values: ["kld_weight": 0.4, "beta": 3])
    }
    guard let expected else {
      #expect(throws: LossConventionError.self) { try read() }
      return
    }
    #expect(abs((try read().effectiveBeta ?? .nan) - expected) <= 4 * expected.ulp)
  }

  @Test(
    arguments: [
      ("recon + kl", 1, "does not say what it measures"),
      ("kl + 2*NLL", 8, "does not say what it measures"),
      ("lpips + kl", 1, "compares features"),
      ("sse + 0.1*ssim + kl", 11, "compares features"),
      ("smooth_l1_loss + kl", 1, "between the squared and the absolute error"),
      ("sse + 6*tc + kl", 9, "whole batch"),
      ("mse + beta*kl", 7, "a factor that has a name needs a value"),
      ("msee + kl", 1, "the nearest is mse"),
      ("0*sse + kl", 3, "the weight of 0*sse is 0.0"),
      ("sse + kl - kl", nil, "its terms cancel"),
      ("sse/0 + kl", 5, "a division by 0"),
      ("1e999*sse + kl", 7, "is inf"),
      ("sse + 1e300*kl", 13, "from 1e-100 to 1e+100"),
      ("sse + kl:mean", nil, "depends on M, the number of latents"),
      ("sse:batchsum + kl", nil, "depends on B, the batch size"),
      ("sse - kl", nil, "the KL term is not positive"),
      ("-sse - kl", nil, "an objective that is maximised"),
      ("", 1, "found the end, expected a number, or one of sse, mse"),
      ("sse +", 6, "found the end, expected"),
      ("2 + kl", 3, "a number is added to a term"),
      ("sse kl", 5, "found \"kl\", expected \"+\""),
      ("sse*kl", 5, "two terms cannot be multiplied"),
      ("2/sse + kl", 3, "divided by a term"),
      ("sse**2 + kl", 4, "only a number"),
      ("mse:median + kl", 5, "expected sum, mean, batchsum or batchmean"),
      ("sse + bce + kl", 7, "a decoder has one likelihood"),
      ("nb + kl", 1, "needs its dispersion"),
      ("nb(phi=2) + kl", 8, "takes dispersion, theta, reduction, not phi"),
      ("gaussian + kl", 1, "needs its σ"), ("gaussian(0.1) + kl", 10, "takes sigma by name"),
      ("F.gaussian_nll_loss(x, y, var) + kl", 1, "needs its σ"),
      ("sse(sigma=1) + kl", 11, "takes reduction, not sigma"),
      ("F.mse_loss(x, y, size_average=False) + kl", 31, "not size_average"),
      ("F.kl_div(p, q) + sse", 1, "two given distributions"),
      ("log_mse:batchsum + kl", 8, "takes no reductions"),
      ("sse:sum,mean + kl", 9, "a second reduction"), ("sse + kl + other()", 12, "without a name"),
      ("sse - torch.sum(1 + 0.5*v - 0.5*mu**2 - 0.5*v.exp(), 1)", 7, "cannot be read"),
      ("sse + torch.sum(x.exp()*var - 1, dim=1)", 7, "cannot be read"),
      ("sse - torch.sum(1 + v - 0.5*mu**2 - v.exp(), dim=1)", 7, "cannot be read"),
      ("sse - torch.sum(1 + v - mu**2 - 0.5*v.exp(), dim=1)", 7, "cannot be read"),
      ("sse - torch.sum(1 + log(s**2) - mu**2 - r**2, dim=1)", 7, "cannot be read"),
      ("sse - torch.sum(1 + v - mu**2 - v.exp(), dim=0)", 7, "not reduced over its latents"),
      ("F.mse_loss(x, y, reduction='none') + kl", 1, "not reduced over its coordinates"),
      ("sse - torch.sum(1 + v - mu**2 - v.exp(), dim=(2, 3))", 46, "axes (2,3) cannot be read"),
      ("sse + torch.mean(kl)", 7, "one for each latent: write the whole as :sum or :mean"),
      ("torch.mean(sse) + kl", 1, "one for each coordinate"),
      ("sse + kl(floor=1)", 16, "whose threshold is the same"),
      ("((x - y)**2/(2*s**2)).sum() + kl", 16, "unknown name \"s\""),
      ("torch.sum(diff**2) + kl", 1, "cannot be read"),
      ("torch.sum((x - y)**3) + kl", 18, "an array to its square"),
      ("mse_loss(x, y, reduction='none').sum(1)/x.shape[1] + kl", 41, "unknown name"),
      ("keras.losses.mse(x, y).sum() + kl", 23, "averaged over the last axis"),
      ("torch.rand(3) + kl", 1, "unknown name"),
      ("x.norm() + kl", 1, "is the root of a squared error"),
      ("sse + kl/len(loader.dataset)", 10, "unknown name"),
      ("gaussian(sigma=-1) + kl", 16, "must be a finite number > 0"),
      ("(sse + kl", 10, "expected \")\""),
      ("torch.sum(foo(x)) + kl", 1, "cannot be read"),
      ("F.mse_loss(x, y, reduction='max') + kl", 28, "reduction is sum, mean or none"),
      ("F.binary_cross_entropy(x, y, weight=w) + kl", 37, "weights of its own"),
      ("sse", nil, "no KL term"),
      ("2*kl", nil, "no reconstruction term"),
      ("sse + $ + kl", 7, "no part of a loss"),
    ] as [(String, Int?, String)])
  func mistakesAreNamedWithTheirColumn(text: String, column: Int?, reason: String) {
    let error = #expect(throws: LossConventionError.self) {
      try LossConvention(text, dimension: 10)
    }
    #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
    #expect(error?.column == column)
  }

  @Test func messageQuotesTheLossAndTheColumn() {
    let error = #expect(throws: LossConventionError.self) {
      try LossConvention("sse/2 + mse:max", dimension: 10)
    }
    #expect(
      error?.description
        == "loss \"sse/2 + mse:max\", column 13: found \"max\", expected sum, mean, batchsum or "
        + "batchmean")
  }

  @Test func sizesMustBePositive() {
    #expect(throws: LossConventionError.self) { try LossConvention("sse + kl", dimension: 0) }
    #expect(throws: LossConventionError.self) {
      try LossConvention("sse + kl", dimension: 1, latents: 0)
    }
    #expect(throws: LossConventionError.self) { try LossConvention("sse + kl", batch: 0) }
  }

  /// Deep nesting ends with a message, not with the stack.
  @Test func nestingIsLimited() {
    let text = String(repeating: "(", count: 100_000) + "sse"
    let error = #expect(throws: LossConventionError.self) { try LossConvention(text) }
    #expect(error?.reason.contains("nested") == true)
    #expect(throws: LossConventionError.self) {
      try LossConvention(String(repeating: "-", count: 100_000) + "sse")
    }
  }

  @Test func whatIsLeftOutIsNamed() throws {
    let loss = try LossConvention("sse + 10*other(lpips(x, y)) + kl")
    #expect(loss.ignored == ["lpips(x,y)"])
    #expect(loss.terms.count == 2)
  }
}
