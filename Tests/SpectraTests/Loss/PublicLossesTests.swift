import LinearVAE
import Spectra
import Testing

/// Losses of public training scripts, worked out by hand.
@Suite("Losses of public scripts")
struct PublicLossesTests {
  struct Case: Sendable {
    var loss: String
    var dimension: Int?
    var latents: Int?
    var batch: Int?
    /// `βσ²` for squared errors, `β` for other likelihoods.
    var level: Double

    init(
      _ loss: String, N dimension: Int? = nil, M latents: Int? = nil, B batch: Int? = nil,
      _ level: Double
    ) {
      (self.loss, self.dimension, self.latents) = (loss, dimension, latents)
      (self.batch, self.level) = (batch, level)
    }
  }

  @Test(arguments: [
    Case("mse:mean + 0.00025*kl:sum", N: 12288, 1.536),
    Case("sse + kl", 0.5), Case("sse/2 + kl", 1),
    Case("mse:mean + kl:sum", N: 784, 392), Case("mse:mean + kl:sum", N: 3072, 1536),
    Case("0.5*sse/(2*0.02) + kl", 0.04),
    Case("3*sse:sum,batchsum + kl:sum,batchsum", 1.0 / 6),
    Case("gaussian(sigma=0.05) + 3*kl:mean", M: 1024, 0.0025 * 3 / 1024),
    Case("mse:mean,batchmean + kl:sum,batchsum", N: 2352, B: 128, 150_528),
    Case("mse:mean + kl:mean", N: 200, M: 8, 12.5),
    Case("N/2*log_mse + kl", 1),
    Case("mse:mean + 0.1*kl:mean", N: 3072, M: 256, 0.6),
    Case("(6.6*kl/192 + sse)/N", 6.6 / 192 / 2),
    Case("mse:mean + 0.125*kl/N", 0.0625),
    Case("0.1*mse:mean + 0.1*kl2/N", 1),
    Case("bce:mean/B + kl", N: 784, B: 128, 100_352),
    Case("bce:mean + 5e-4*kl2:mean", N: 784, M: 2, 0.392),
    Case("bce:mean + kl:mean", N: 784, M: 2, 392), Case("784*bce:mean + kl", N: 784, 1),
    Case("N*bce:mean + kl:mean", M: 2, 0.5),
    Case("mse:mean + 1e-4*kl", N: 4096, 0.2048),
    Case("l1:mean + 10*kl", N: 1400, 14_000),
    Case("bce:sum,batchsum + 5*kl:mean,batchsum", M: 32, 5.0 / 32),
    Case("2*gaussian(sigma=learned-per-column) + kl", 0.5),
    Case("mse*N + kl:mean", M: 2, 0.25), Case("mse + kl:mean", N: 13824, M: 2, 3456),
    Case("sse + kl(sampling=0.01)", 0.5e-4),
    Case("mse:mean + kl:sum,batchsum/(B*M)", N: 200, M: 8, 12.5),
  ])
  func level(of written: Case) throws {
    let loss = try LossConvention(
      written.loss, dimension: written.dimension, latents: written.latents, batch: written.batch)
    #expect(abs((loss.effectiveBeta ?? loss.beta) - written.level) <= 4 * written.level.ulp)
  }

  /// The same as they stand in the scripts.
  @Test(arguments: [
    Case(
      "F.mse_loss(recons, x) - 0.00025*0.5*torch.mean(torch.sum(2*(1 + log_var - mu**2 - "
        + "log_var.exp())/2, dim=1), dim=0)", N: 12288, 1.536),
    Case("F.mse_loss(y, x, reduction='sum') - 0.5*torch.sum(1 + v - mu.pow(2) - v.exp())", 0.5),
    Case(
      "F.mse_loss(y, x) + torch.mean(-0.5*torch.sum(1 + v - mu**2 - v.exp(), dim=1), dim=0)",
      N: 784, 392),
    Case(
      "0.5*torch.sum((x - y)**2/(2*0.02), 1) + torch.sum(-0.5*(1 + v - mu**2 - v.exp()), 1)", 0.04),
    Case(
      "3*F.mse_loss(y, x, reduction='sum') - 0.5*torch.sum(1 + v - mu.pow(2) - v.exp())", 1.0 / 6),
    Case(
      "-Normal(y, 0.05).log_prob(x).sum(-1).mean() - 3*0.5*torch.mean(1 + v - mu**2 - v.exp())",
      M: 1024, 0.0025 * 3 / 1024),
    Case(
      "F.mse_loss(y, x) - 0.5*torch.sum(1 + v - mu.pow(2) - v.exp())", N: 2352, B: 128, 150_528),
    Case("F.mse_loss(y, x) - 0.5*torch.mean(1 + v - mu.pow(2) - v.exp())", N: 200, M: 8, 12.5),
    Case("N/2*torch.log(F.mse_loss(y, x)) - 0.5*torch.sum(1 + v - mu**2 - v.exp(), 1)", 1),
    Case(
      "F.mse_loss(y, x) - 0.1*0.5*torch.mean(1 + v - mu.pow(2) - v.exp())", N: 3072, M: 256, 0.6),
    Case("F.mse_loss(y, x) + 0.125*kl.sum(1).mean()/N", 0.0625),
    Case(
      "0.1*F.mse_loss(y, x) + 0.1*(1/N)*torch.sum(v.exp() + mu**2 - 1. - v, dim=1).mean()", 1),
    Case(
      "F.binary_cross_entropy(y, x)/len(x) + (-0.5*torch.sum(1 + v - mu**2 - v.exp(), 1)).mean()",
      N: 784, B: 128, 100_352),
    Case(
      "keras.losses.binary_crossentropy(x, y) - 5e-4*K.mean(1 + v - K.square(m) - K.exp(v), axis=-1)",
      N: 784, M: 2, 0.392),
    Case(
      "784*keras.losses.binary_crossentropy(x, y) - 0.5*K.sum(1 + v - K.square(m) - K.exp(v), -1)",
      N: 784, 1),
    Case(
      "original_dim*binary_crossentropy(x, y) - 0.5*K.mean(1 + v - K.square(m) - K.exp(v), axis=-1)",
      M: 2, 0.5),
    Case(
      "F.l1_loss(y, x) - 10*0.5*torch.sum(1 + v - mu**2 - v.exp(), dim=1).mean()", N: 1400, 14_000),
    Case(
      "F.binary_cross_entropy(y, x, reduction='sum') + 5*(-0.5*(1 + v - mu**2 - v.exp())).mean(1).sum()",
      M: 32, 5.0 / 32),
    Case("F.mse_loss(y, x)*N - 0.5*torch.mean(1 + v - mu**2 - v.exp())", M: 2, 0.25),
    Case(
      "F.mse_loss(y, x) - 0.5*torch.sum(1 + v - mu**2 - v.exp())/(x.size(0)*latent_dim)", N: 200,
      M: 8, 12.5),
  ])
  func scripts(of written: Case) throws { try level(of: written) }

  @Test(arguments: [
    ("N/2*log_mse + kl", Likelihood.gaussianLearned),
    ("2*gaussian(sigma=learned-per-column) + kl", .gaussianLearnedPerColumn),
    ("bce + kl", .bernoulli), ("l1 + kl", .laplace), ("poisson + kl", .poisson),
    ("nb(theta=2) + kl", .negativeBinomial(dispersion: 2)),
    ("ce(draws=40) + kl", .multinomial(draws: 40)),
    ("gaussian(sigma=3) + kl", .gaussian(variance: 9)), ("sse + kl", .gaussian(variance: 1)),
  ])
  func decoder(text: String, expected: Likelihood) throws {
    let loss = try LossConvention(text)
    #expect(loss.decoder == expected)
    if case .gaussian(let variance) = expected {
      #expect(loss.effectiveBeta == loss.beta * variance)
    } else {
      #expect(loss.effectiveBeta == nil)
    }
  }

  /// What follows for any data of a scale from the sum of their eigenvalues, (any-threshold).
  @Test(arguments: [
    (
      "mse:mean + 3*kl", "all latents collapse on standardised data", "below 0.5 for data in [0, 1]"
    ),
    ("mse:mean + 0.5*kl", "all latents collapse on any data in [0, 1]", "below 0.5 there"),
    ("mse:mean + 0.49*kl", "a latent lives only if its share", "98 % on any data in [0, 1]"),
    ("mse:mean + 2*kl", "all latents collapse on standardised data", "below 2,"),
    ("bce:mean + kl", "all latents collapse on any data in [0, 1]", "below 1"),
    ("bce:mean + 0.99*kl", "a latent lives only if", "99 % of N"),
    ("l1:mean + 1.2534*kl", "all latents collapse on standardised data", "below 1.253"),
    ("l1:mean + 1.2533*kl", "latents may live", "below 1.253"),
  ])
  func verdictsWithoutData(text: String, verdict: String, number: String) throws {
    let found = try #require(try LossConvention(text, dimension: 784).verdictWithoutData)
    #expect(found.contains(verdict), "\(found)")
    #expect(found.contains(number), "\(found)")
  }

  @Test func verdictsNeedABound() throws {
    #expect(try LossConvention("poisson:mean + kl", dimension: 9).verdictWithoutData == nil)
    #expect(try LossConvention("sse + kl").verdictWithoutData == nil)
    // N cancels.
    #expect(try LossConvention("mse:mean + kl", dimension: 1).verdictWithoutData != nil)
  }

  /// Every preset is a loss that can be read, once what is learned or left open is given.
  @Test(arguments: [
    ("pytorch-vae", 1.536), ("pythae", 1), ("scvi-tools", 1), ("keras", 1), ("keras-r", 0.1),
    ("pytorch-example", 1), ("lightning-bolts", 61.44),
  ])
  func presets(name: String, level: Double) throws {
    let preset = try #require(LossPreset.named(name))
    let loss = try LossConvention(
      preset.loss, dimension: 12288, latents: 10, values: ["theta": 2])
    #expect(abs(loss.level - level) <= 4 * level.ulp)
  }

  /// Where the example fixes its sizes, the preset needs no others; sizes that are given come first.
  @Test(arguments: [
    ("pytorch-vae", 1.536), ("keras", 1), ("keras-r", 0.5), ("pytorch-example", 1),
    ("lightning-bolts", 0.6),
  ])
  func presetsHaveTheirSizes(name: String, level: Double) throws {
    let preset = try #require(LossPreset.named(name))
    let sizes = LossSizes(latents: 9).over(preset.sizes)
    #expect(sizes.latents == 9 && sizes.dimension == preset.sizes.dimension)
    let loss = try LossConvention(
      preset.loss, dimension: preset.sizes.dimension, latents: preset.sizes.latents,
      batch: preset.sizes.batch)
    #expect(abs(loss.level - level) <= 4 * level.ulp)
  }

  @Test func everyPresetIsTested() { #expect(LossPreset.all.count == 7) }
}
