import ArgumentParser
import LinearVAE
import MessageText
import Requests

/// How a model is fitted, besides the length of training.
struct FitFlags: ParsableArguments {
  @Flag(help: "Use all rows at once, in each of --steps or until nothing improves.")
  var fullBatch = false

  @Option(
    parsing: .unconditional,
    help: "λ: adds ½λ(‖W‖² + ‖V‖²) to the loss as it is written, as PyTorch's weight_decay.")
  var weightDecay = 0.0

  @Option(help: "Whether steps move the encoder's variance D or its logarithm.")
  var variance: VarianceParametrization = .log

  @Option(help: "Where decoder and encoder start: random directions, or the eigen-directions.")
  var start: FitPart.Start = .random

  @Option(
    parsing: .unconditional,
    help: """
      Deviation of the entries of decoder and encoder at a random start, length of their vectors at an \
      aligned one, in units of the data; 1/√columns unless given.
      """)
  var startOverlap: Double?

  @Option(
    help: ArgumentHelp(
      "Write the state of training to this file now and then, and go on from it if it exists.",
      valueName: "path"), completion: .file())
  var checkpoint: String?

  @Option(
    help: ArgumentHelp(
      "Write the model as arrays W, V, bias, offset and D.", valueName: "file"),
    completion: .file(extensions: ["npz"]))
  var save: String?

  func validate() throws {
    if let save, !save.hasSuffix(".npz") {
      throw ValidationError("--save \(save.shownPath()): the model is written as .npz.")
    }
  }

  /// What these flags say.
  var part: FitPart {
    var part = FitPart()
    (part.fullBatch, part.weightDecay, part.variance) = (fullBatch, weightDecay, variance)
    (part.start, part.startOverlap, part.checkpoint) = (start, startOverlap, checkpoint)
    return part
  }
}

extension FitPart.Start: ExpressibleByArgument {}
extension VarianceParametrization: ExpressibleByArgument {}
