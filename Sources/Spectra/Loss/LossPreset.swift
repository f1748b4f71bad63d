/// The loss that a known library or example has by default, read from its source.
public struct LossPreset: Sendable, Hashable {
  /// What it is called by.
  public let name: String
  /// The loss, as ``LossConvention`` reads it.
  public let loss: String
  /// Which file of which version it was read from, and what it assumes.
  public let source: String

  /// The sizes that the example fixes; `nil` for what it leaves to its user.
  public let sizes: LossSizes

  private init(name: String, loss: String, sizes: LossSizes = LossSizes(), source: String) {
    (self.name, self.loss, self.sizes, self.source) = (name, loss, sizes, source)
  }

  /// All of them.
  public static let all = [
    LossPreset(
      name: "pytorch-vae", loss: "mse:mean + 0.00025*kl:sum",
      sizes: LossSizes(dimension: 12_288, latents: 128, batch: 64),
      source: "AntixK/PyTorch-VAE, models/vanilla_vae.py and configs/vae.yaml (kld_weight), 2021: "
        + "64 × 64 × 3 pixels in [−1, 1]"),
    LossPreset(
      name: "pythae", loss: "0.5*sse + kl",
      source: "clementchadebec/benchmark_VAE, src/pythae/models/vae/vae_model.py, 0.1.0 and later, "
        + "reconstruction_loss = mse; earlier versions have sse + kl"),
    LossPreset(
      name: "scvi-tools", loss: "nb(theta=theta) + kl",
      sizes: LossSizes(latents: 10, batch: 128),
      source:
        "scverse/scvi-tools, scvi/module/_vae.py, 0.20, gene_likelihood = nb with theta learned per "
        + "gene, kl_weight = 1 after 400 epochs of warm-up; its default zinb has no closed form"),
    LossPreset(
      name: "keras", loss: "bce:sum + kl:sum",
      sizes: LossSizes(dimension: 784, latents: 2, batch: 128),
      source: "keras-team/keras-io, examples/generative/vae.py, 2020–2024: 28 × 28 pixels in [0, 1]"
    ),
    LossPreset(
      name: "keras-r", loss: "N*bce:mean + kl:mean",
      sizes: LossSizes(dimension: 784, latents: 2, batch: 128),
      source:
        "rstudio/keras3, vignettes/examples/variational_autoencoder.R, 2.x: the KL term is averaged "
        + "over the latents"),
    LossPreset(
      name: "pytorch-example", loss: "bce:sum,batchsum + kl:sum,batchsum",
      sizes: LossSizes(dimension: 784, latents: 20, batch: 128),
      source: "pytorch/examples, vae/main.py: 784 pixels in [0, 1], both summed over the batch"),
    LossPreset(
      name: "lightning-bolts", loss: "mse:mean + 0.1*kl:mean",
      sizes: LossSizes(dimension: 3072, latents: 256),
      source:
        "Lightning-Universe/lightning-bolts, pl_bolts/models/autoencoders/basic_vae, 0.3–0.7: "
        + "kl_coeff = 0.1, the KL term averaged over the latents"),
  ]

  /// The preset of a name.
  public static func named(_ name: String) -> LossPreset? { all.first { $0.name == name } }
}
