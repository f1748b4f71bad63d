import LinearVAE
import Spectra
import Testing

/// Lines as they stand in scripts of several frameworks, with `N` = 200, `M` = 8, `B` = 16.
@Suite("Losses pasted from scripts")
struct PastedLossesTests {
  private func read(_ text: String) throws -> LossConvention {
    try LossConvention(text, dimension: 200, latents: 8, batch: 16)
  }

  /// The KL divergence in the words of any framework: its weight, summed over latents and averaged over
  /// the batch, is 1 beside `b` and 2 without the ½.
  @Test(
    arguments: [
      ("-0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())", 16),
      ("-0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp()) / x.size(0)", 1),
      ("-0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp()) / x.shape[0]", 1),
      ("-0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp()) / len(x)", 1),
      ("-0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp()) / batch_size", 1),
      ("torch.mean(-0.5 * torch.sum(1 + log_var - mu ** 2 - log_var.exp(), dim=1), dim=0)", 1),
      ("(-0.5 * (1 + logvar - mu**2 - torch.exp(logvar))).sum(1).mean()", 1),
      ("(-0.5 * (1 + logvar - mu**2 - torch.exp(logvar))).sum(dim=1).mean(0)", 1),
      ("(-0.5 * (1 + logvar - mu**2 - torch.exp(logvar))).mean(0).sum()", 1),
      ("(-0.5 * (1 + logvar - mu**2 - torch.exp(logvar))).sum(1).sum(-1)", 16),
      ("-0.5 * (1 + logvar - mu**2 - torch.exp(logvar)).mean(dim=-1).sum(0)", 2),
      ("(1 + logvar - mu**2 - logvar.exp()).sum(dim=-1, keepdim=True).mean() * -0.5", 1),
      ("-0.5 * torch.mean(1 + logvar - mu**2 - logvar.exp())", 1.0 / 8),
      ("-torch.sum(1 + logvar - mu.pow(2) - logvar.exp(), dim=1)", 2),
      ("0.5 * torch.sum(torch.exp(logvar) + mu**2 - 1. - logvar, 1)", 1),
      ("0.5 * torch.sum(mu**2 + sigma**2 - 2*torch.log(sigma) - 1, dim=1)", 1),
      ("torch.sum(0.5*(mu**2 + sigma**2) - torch.log(sigma) - 0.5, dim=1)", 1),
      ("0.5 * (mu.pow(2) + std.pow(2) - std.pow(2).log() - 1).sum(1).mean()", 1),
      ("-0.5 * torch.sum(1 + 2*log_sigma - mu**2 - torch.exp(2*log_sigma), dim=1)", 1),
      ("-0.5 * torch.sum(1 + 2*log_sigma - mu**2 - torch.exp(log_sigma)**2, dim=1)", 1),
      ("-0.5 * torch.sum(1 + torch.log(var) - mu**2 - var, dim=1)", 1),
      ("0.5 * tf.reduce_sum(tf.square(mu) + tf.square(s) - tf.log(1e-8 + tf.square(s)) - 1, 1)", 1),
      (
        "tf.reduce_mean(-0.5 * tf.reduce_sum(1 + z_log_var - tf.square(z_mean) - "
          + "tf.exp(z_log_var), axis=1))", 1
      ),
      ("-0.5 * K.sum(1 + z_log_var - K.square(z_mean) - K.exp(z_log_var), axis=-1)", 1),
      ("ops.mean(ops.sum(-0.5*(1 + v - ops.square(m) - ops.exp(v)), axis=1))", 1),
      ("-0.5 * np.mean(np.sum(1 + logvar - mu**2 - np.exp(logvar), axis=1))", 1),
      ("-0.5 * jnp.sum(1 + logvar - jnp.square(mu) - jnp.exp(logvar), axis=-1).mean()", 1),
      ("torch.distributions.kl_divergence(q, p).sum(-1).mean()", 1),
      ("kl_divergence(q, p).sum()", 16), ("kl_loss.sum(1).mean()", 1), ("torch.sum(kl)", 16),
      ("torch.mean(kl:mean)", 1.0 / 8), ("kl.mean(0)", 1), ("kl.mean(1)", 1.0 / 8),
      ("torch.sum(-0.5*(1 + logvar - mu**2 - logvar.exp())/mu.shape[1])", 2),
      ("self.kl_loss(mu, logvar)", 1),
      ("-0.5 * torch.sum(1 + out.logvar - out.mu.pow(2) - out.logvar.exp(), dim=1)", 1),
      ("-0.5 * (1 + h[1] - h[0].pow(2) - h[1].exp()).sum(1)", 1),
    ] as [(String, Double)])
  func divergences(text: String, weight: Double) throws {
    let loss = try read("0.5*sse + " + text)
    #expect(abs(loss.beta - weight) <= 4 * weight.ulp, "\(loss.beta)")
  }

  /// The reconstruction: its weight, summed over coordinates and averaged over the batch.
  @Test(
    arguments: [
      ("F.mse_loss(y, x)", 2.0 / 200, .gaussian(variance: 1)),
      ("F.mse_loss(y, x, reduction='sum')", 32, .gaussian(variance: 1)),
      ("F.mse_loss(y, x, reduction='sum') / data.size(0)", 2, .gaussian(variance: 1)),
      ("F.mse_loss(y, x, reduction='none').sum(1).mean()", 2, .gaussian(variance: 1)),
      ("F.mse_loss(y, x, reduction='none').sum(dim=[1, 2, 3]).mean()", 2, .gaussian(variance: 1)),
      ("F.mse_loss(y, x, reduction=\"none\").mean()", 2.0 / 200, .gaussian(variance: 1)),
      ("F.mse_loss(y, x, reduction='none').view(B, -1).sum(-1).mean(0)", 2, .gaussian(variance: 1)),
      ("torch.mean(torch.sum((x - x_hat)**2, dim=1), dim=0)", 2, .gaussian(variance: 1)),
      ("0.5*((x - x_hat)**2).sum(1).mean()", 1, .gaussian(variance: 1)),
      ("torch.sum(0.5*(x - x_hat).pow(2), 1)", 1, .gaussian(variance: 1)),
      ("(x_hat - x).pow(2).mean()", 2.0 / 200, .gaussian(variance: 1)),
      ("torch.sum((x - x_hat)**2)/x.size()[0]", 2, .gaussian(variance: 1)),
      ("nn.MSELoss()(y, x)", 2.0 / 200, .gaussian(variance: 1)),
      ("nn.MSELoss(reduction='sum')(y, x)", 32, .gaussian(variance: 1)),
      ("original_dim * keras.losses.mse(x, y)", 2, .gaussian(variance: 1)),
      (
        "tf.reduce_mean(tf.reduce_sum(tf.square(x - y), axis=(1, 2, 3)))", 2, .gaussian(variance: 1)
      ),
      ("tf.reduce_mean(keras.losses.mean_squared_error(x, y))", 2.0 / 200, .gaussian(variance: 1)),
      ("np.sum((x - y)**2, axis=1).mean()", 2, .gaussian(variance: 1)),
      ("jnp.mean(jnp.sum(jnp.square(x - y), axis=-1))", 2, .gaussian(variance: 1)),
      ("torch.sum(torch.abs(x - y), dim=1)", 1, .laplace), ("F.l1_loss(x, y)", 1.0 / 200, .laplace),
      ("(x - y).abs().mean()", 1.0 / 200, .laplace),
      ("F.binary_cross_entropy(y, x.view(-1, 784), reduction='sum')", 16, .bernoulli),
      ("F.binary_cross_entropy_with_logits(y, x)", 1.0 / 200, .bernoulli),
      (
        "F.binary_cross_entropy_with_logits(y, x, reduction='none').sum(dim=(1,2,3)).mean()", 1,
        .bernoulli
      ),
      ("nn.BCELoss(reduction=\"sum\")", 16, .bernoulli),
      ("nn.BCEWithLogitsLoss(reduction='sum')(y, x)", 16, .bernoulli),
      ("nn.BCELoss()", 1.0 / 200, .bernoulli),
      ("tf.keras.losses.BinaryCrossentropy()(x, y)", 1.0 / 200, .bernoulli),
      ("BinaryCrossentropy(reduction=tf.keras.losses.Reduction.SUM)(x, y)", 16, .bernoulli),
      ("original_dim * binary_crossentropy(inputs, outputs)", 1, .bernoulli),
      ("keras.losses.binary_crossentropy(x, y)", 1.0 / 200, .bernoulli),
      (
        "ops.mean(ops.sum(keras.losses.binary_crossentropy(data, reconstruction), axis=(1, 2)))", 1,
        .bernoulli
      ),
      (
        "tf.reduce_mean(tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(logits=y, labels=x), 1))",
        1, .bernoulli
      ),
      (
        "-tf.reduce_sum(x*tf.log(1e-10 + y) + (1 - x)*tf.log(1e-10 + 1 - y), 1)", 1, .bernoulli
      ),
      ("-torch.sum(x*torch.log(y) + (1 - x)*torch.log(1 - y))", 16, .bernoulli),
      ("-Normal(y, 0.5).log_prob(x).sum(-1).mean()", 1, .gaussian(variance: 0.25)),
      (
        "-torch.distributions.Normal(y, scale=0.5).log_prob(x).sum()", 16, .gaussian(variance: 0.25)
      ),
      ("-Bernoulli(logits=y).log_prob(x).sum(1)", 1, .bernoulli),
      ("N/2*torch.log(F.mse_loss(y, x))", 1, .gaussianLearned),
    ] as [(String, Double, Likelihood)])
  func reconstructions(text: String, weight: Double, decoder: Likelihood) throws {
    let loss = try read(text + " + kl")
    #expect(loss.decoder == decoder)
    let found = 1 / loss.beta
    #expect(abs(found - weight) <= 4 * weight.ulp, "\(found)")
  }

  /// What stands in one sum is reduced together.
  @Test func sumsAreReducedTogether() throws {
    let text =
      "torch.mean(F.mse_loss(y, x, reduction='none').sum(1) "
      + "- 0.5*torch.sum(1 + v - mu**2 - v.exp(), dim=1))"
    #expect(try read(text).effectiveBeta == 0.5)
  }

  /// Keras' functions average over the channels of an image, which may be more than one.
  @Test func channelsAreNoted() throws {
    let text = "tf.reduce_mean(tf.reduce_sum(keras.losses.mse(x, y), axis=(1, 2))) + kl"
    let loss = try read(text)
    #expect(loss.effectiveBeta == 0.5)
    #expect(loss.notes.count == 1 && loss.notes[0].contains("one channel"))
    #expect(try read("mse + kl").notes.isEmpty)
  }

  /// The number that stands before the KL term in a script.
  @Test(arguments: [
    ("mse - 5e-4*torch.sum(1 + v - mu**2 - v.exp(), dim=1)", 5e-4),
    ("mse + 3*torch.mean(torch.sum(-0.5*(1 + v - mu**2 - v.exp()), dim=1))", 1.5),
    ("mse + 3*kl.sum(1).mean()", 3),
  ])
  func writtenWeights(text: String, weight: Double) throws {
    #expect(abs(try read(text).writtenKLWeight - weight) <= 2 * weight.ulp)
  }

  /// However much is multiplied out, the answer is a message.
  @Test func longProductsAreRefused() {
    let sum = "(" + (0..<9).map { "a\($0)" }.joined(separator: " + ") + ")"
    let error = #expect(throws: LossConventionError.self) {
      try LossConvention(
        "torch.sum(" + Array(repeating: sum, count: 40).joined(separator: "*") + ")")
    }
    #expect(error?.reason.contains("cannot be read") == true)
    for method in [".exp()", ".abs().pow(2)", ".log()", ".view(1)"] {
      #expect(throws: LossConventionError.self) {
        try LossConvention("torch.sum(x" + String(repeating: method, count: 5000) + ") + kl")
      }
    }
  }
}
