import LinearVAE

/// What a term of a loss measures, before it is summed or averaged.
enum LossMeasure: Sendable, Hashable {
  /// `(x − x̂)²`.
  case squaredError
  /// The negative log-likelihood of a decoder.
  case likelihood(Likelihood)
  /// `ln` of the mean squared error: a Gaussian likelihood whose learned variance is put in.
  case logMeanSquare
  /// The KL divergence times `factor`; the code is sampled with its deviation times `sampling`.
  case kl(factor: Double, sampling: Double)
  /// Something that is noted and left out.
  case other(String)

  /// Which of the two sides of a loss it is on; `nil` for neither.
  var kind: LossConvention.Kind? {
    switch self {
    case .kl: .kl
    case .other: nil
    default: .reconstruction
    }
  }
}

/// A term of a loss with its weight before sizes are put in.
struct WrittenTerm {
  var text: String
  var measure: LossMeasure
  /// The factor as it is written, the sizes in it kept as symbols.
  var factor = SizedNumber(1)
  /// The same after all factors outside parentheses and with the means: `1/N` for `mse`.
  var weight: SizedNumber
  /// Where the name stands, counted from 1.
  var column: Int
}

/// A name of a loss and what it stands for, with the reduction that it has of itself.
struct LossName {
  var measure: LossMeasure
  var isMean = false
  /// The arguments that it takes.
  var arguments: Set<String> = []

  /// The meaning of a name as it is written in a script: `F.mse_loss`, `nn.BCEWithLogitsLoss`, `KLD`.
  ///
  /// - Returns: `nil` for a name of no term.
  init?(_ written: String) {
    let parts = written.lowercased().split(separator: ".").map { $0.filter { $0 != "_" } }
    guard let last = parts.last else { return nil }
    // The functions of frameworks average unless told otherwise.
    let isCall = parts.count > 1
    switch last {
    case "sse", "se", "sumsquarederror": self.init(.squaredError)
    case "mse", "mseloss", "meansquarederror": self.init(.squaredError, isMean: true)
    case "l1": self.init(.likelihood(.laplace))
    case "mae", "l1loss", "meanabsoluteerror": self.init(.likelihood(.laplace), isMean: true)
    case "bce", "bernoulli": self.init(.likelihood(.bernoulli), isMean: isCall)
    case "bceloss", "bcewithlogits", "bcewithlogitsloss", "binarycrossentropy",
      "binarycrossentropywithlogits", "binarycrossentropyloss", "binarycrossentropywithlogitsloss":
      self.init(.likelihood(.bernoulli), isMean: isCall || last.hasSuffix("loss"))
    case "ce", "crossentropy", "crossentropyloss", "multinomial", "softmaxcrossentropy":
      self.init(.likelihood(.multinomial(draws: nil)), arguments: ["draws"])
    case "poisson", "poissonnll", "poissonnllloss":
      self.init(.likelihood(.poisson), isMean: isCall || last.hasSuffix("loss"))
    case "nb", "negativebinomial":
      self.init(
        .likelihood(.negativeBinomial(dispersion: .nan)), arguments: ["theta", "dispersion"])
    case "gaussian", "normal", "gaussiannll", "gaussiannllloss":
      self.init(.likelihood(.gaussian(variance: .nan)), arguments: ["sigma"])
    case "logmse": self.init(.logMeanSquare)
    case "kl", "kld", "klloss", "kldloss", "kldivergence", "klterm", "dkl", "latentloss":
      self.init(.kl(factor: 1, sampling: 1), arguments: ["sampling"])
    case "kl2": self.init(.kl(factor: 2, sampling: 1), arguments: ["sampling"])
    default: return nil
    }
  }

  private init(_ measure: LossMeasure, isMean: Bool = false, arguments: Set<String> = []) {
    (self.measure, self.isMean, self.arguments) = (measure, isMean, arguments)
  }

  /// The names that are offered.
  static let offered = [
    "sse", "mse", "l1", "mae", "bce", "ce", "poisson", "nb", "gaussian", "log_mse", "kl", "kl2",
    "other",
  ]

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
