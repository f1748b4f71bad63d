import LinearVAE

/// A name of a loss and what it stands for, with the reduction that it has of itself.
struct LossName {
  var measure: LossMeasure
  var isMean = false
  /// The arguments that it takes.
  var arguments: Set<String> = []
  /// Whether its function reduces nothing.
  private var isElementwise = false

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
    case "sigmoidcrossentropywithlogits", "sigmoidbinarycrossentropy":
      self.init(.likelihood(.bernoulli), isMean: false)
      isElementwise = true
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

  /// How far the value of a function is reduced.
  struct Reduction {
    var isMean = false
    var inner: WrittenTerm.State
    var batch: WrittenTerm.State
    var isBatchSum = false
  }

  /// How far the function of the name reduces if no argument says it: those of PyTorch average over
  /// everything, those of Keras over the last axis.
  func reductionOfCall(_ written: String, _ arguments: [LossParser.Argument]) -> Reduction {
    if isElementwise { return Reduction(inner: .open, batch: .open) }
    let parts = written.split(separator: ".")
    let isOfKeras =
      ["losses", "metrics", "objectives"].contains { parts.dropLast().contains($0) }
      || parts.count == 1
    if isOfKeras, arguments.count > 1, Self.ofKeras.contains(parts.last ?? "") {
      return Reduction(isMean: true, inner: .lastAxis, batch: .open)
    }
    let isCrossEntropy =
      measure == .likelihood(.bernoulli) && written.lowercased().contains("entropy")
    guard isMean || isCrossEntropy else {
      return Reduction(inner: .unsaid, batch: .open)
    }
    return Reduction(isMean: true, inner: .done, batch: .done)
  }

  private static let ofKeras: Set<Substring> = [
    "binary_crossentropy", "mse", "mean_squared_error", "mae", "mean_absolute_error",
  ]

  /// The names that are offered.
  static let offered = [
    "sse", "mse", "l1", "mae", "bce", "ce", "poisson", "nb", "gaussian", "log_mse", "kl", "kl2",
    "other",
  ]
}
