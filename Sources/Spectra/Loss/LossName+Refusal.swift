extension LossName {
  /// Why a name that people write cannot be read as a term; `nil` for one that is not known.
  static func refusal(of written: String) -> String? {
    let last = written.lowercased().split(separator: ".").last.map(String.init) ?? ""
    let name = last.filter { $0 != "_" }
    if [
      "recon", "recons", "reconloss", "reconsloss", "reconstruction", "reconstructionloss", "rec",
      "recloss", "nll", "nllloss", "loglikelihood", "likelihood", "decoderloss", "logpx", "elbo",
      "negelbo",
    ].contains(name) {
      return "does not say what it measures: write sse, mse, l1, bce, ce, poisson, nb(theta=…) or "
        + "gaussian(sigma=…) in its place, with :sum or :mean as the script reduces it"
    }
    let reasons: [(names: [String], reason: String)] = [
      (
        ["kldiv", "kldivloss"],
        "is the divergence of two given distributions, not that of a code from its prior: write kl"
      ),
      (
        ["rmse", "norm", "l2norm", "sqrtmse"],
        "is the root of a squared error, which is no log-likelihood: its weight against the KL term "
          + "changes while training (mse and log_mse can be read)"
      ),
      (
        ["huber", "huberloss", "smoothl1", "smoothl1loss", "logcosh", "charbonnier"],
        "has no closed form here: it is between the squared and the absolute error; see what mse "
          + "and l1 give"
      ),
      (
        [
          "ssim", "msssim", "lpips", "perceptual", "perceptualloss", "vgg", "vggloss",
          "featureloss",
          "style", "styleloss", "dssim",
        ],
        "compares features, not coordinates: the spectrum of the data does not decide what it learns; "
          + "other(NAME) leaves it out"
      ),
      (
        ["gan", "ganloss", "adversarial", "advloss", "gloss", "dloss", "discriminator"],
        "is adversarial: no closed form describes it; other(NAME) leaves it out"
      ),
      (
        [
          "tc", "mi", "dwkl", "tcloss", "totalcorrelation", "mmd", "mmdloss", "wae", "infonce",
          "freebits", "dip", "diploss", "capacity", "iwae",
        ],
        "is no plain KL term of each sample: what it does to a latent depends on the whole "
          + "batch or on other latents; other(NAME) leaves it out"
      ),
      (
        ["zinb", "zinbloss", "zip"],
        "has a probability of zeros besides: nb(theta=…) is the nearest that has a closed form"
      ),
      (
        ["vq", "vqloss", "commitment", "commitmentloss", "codebook", "codebookloss"],
        "belongs to a discrete code, which has no KL term to collapse under"
      ),
      (
        [
          "cosine", "cosineembeddingloss", "cosinesimilarity", "hinge", "dice", "diceloss", "focal",
          "focalloss", "iou",
        ],
        "is no log-likelihood of coordinates; other(NAME) leaves it out"
      ),
    ]
    return reasons.first { $0.names.contains(name) }?.reason
  }
}
